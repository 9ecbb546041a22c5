"""Give the incident to a person, or to another policy."""

from attrs import frozen

from hikeshi.incidents.errors import EscalationPolicyNotFoundError, NobodyToPageError
from hikeshi.incidents.model.decision import Decision, Moment
from hikeshi.incidents.model.incident import Incident
from hikeshi.incidents.model.roster import Roster
from hikeshi.incidents.model.starting import reassign_to_person, reassign_to_policy
from hikeshi.incidents.ports import IncidentWork
from hikeshi.incidents.use_cases._deciding import decide_one
from hikeshi.kernel.actor import Actor
from hikeshi.kernel.ids import EscalationPolicyId, IncidentId, UserId


@frozen
class ReassignIncident:
    """Give the incident to a person, who has to accept it in time, or to another policy."""

    async def __call__(
        self,
        work: IncidentWork,
        incident_id: IncidentId,
        *,
        to: UserId | EscalationPolicyId,
        to_policy: bool = False,
        by: Actor,
        expected_version: int | None = None,
    ) -> Incident:
        """Reassign as `by`.

        Args:
            work: The unit of work.
            incident_id: Which incident.
            to: The person, or with `to_policy` the escalation policy.
            to_policy: Say that `to` is a policy.
            by: Who gives it away; paged again if nobody accepts in time.
            expected_version: The version the person saw, where they said so.

        Raises:
            NobodyToPageError: That person is unknown or inactive.
            EscalationPolicyNotFoundError: There is no such policy.
        """

        def decide(incident: Incident, roster: Roster, moment: Moment) -> Decision:
            if to_policy:
                if roster.policy(EscalationPolicyId(to)) is None:
                    raise EscalationPolicyNotFoundError
                return reassign_to_policy(incident, EscalationPolicyId(to), roster, moment)
            if not roster.is_active(UserId(to)):
                raise NobodyToPageError("There is no such active person to give it to.")
            return reassign_to_person(incident, UserId(to), roster, moment)

        return await decide_one(work, incident_id, decide, by=by, expected_version=expected_version)
