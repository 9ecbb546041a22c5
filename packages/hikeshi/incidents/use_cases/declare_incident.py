"""A person says that something is wrong."""

from collections.abc import Mapping

from attrs import field, frozen

from hikeshi.incidents.model.incident import Incident
from hikeshi.incidents.ports import IncidentWork
from hikeshi.incidents.use_cases.trigger_incidents import IncidentDraft, TriggerIncidents
from hikeshi.kernel.actor import Actor
from hikeshi.kernel.authorization import Permission, require
from hikeshi.kernel.errors import InvalidError, Sentence
from hikeshi.kernel.ids import EscalationPolicyId, IncidentId, ServiceId, TeamId
from hikeshi.kernel.severity import Severity, Urgency

LONGEST_TITLE = 1024


@frozen(kw_only=True)
class Declaration:
    """What a person says is wrong.

    Args:
        urgency: By default what the severity asks for.
        escalation_policy_id: Whom to page; by default what the service says.
    """

    title: str
    description: str = ""
    severity: Severity = Severity.SEV3
    urgency: Urgency | None = None
    service_id: ServiceId | None = None
    team_id: TeamId | None = None
    escalation_policy_id: EscalationPolicyId | None = None
    labels: Mapping[str, str] = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        if not 0 < len(self.title.strip()) <= LONGEST_TITLE:
            raise InvalidError.at(
                "/title", Sentence("must be 1 to {most} characters long", most=LONGEST_TITLE)
            )


@frozen
class DeclareIncident:
    """A person says that something is wrong; the policy begins at once."""

    trigger_incidents: TriggerIncidents = field(factory=TriggerIncidents)

    async def __call__(
        self,
        work: IncidentWork,
        declared: Declaration,
        *,
        team_id: TeamId | None,
        owner_id: TeamId | None = None,
        by: Actor,
    ) -> Incident:
        """Begin the incident.

        Args:
            work: The unit of work.
            declared: What is wrong.
            team_id: The team it belongs to: the one named, or the owner of the service.
            owner_id: The owner of the service, where one is named.
            by: Who says so; needs `respond` on the team and on the service.
        """
        require(by, Permission.RESPOND, team_id)
        if declared.service_id is not None:
            require(by, Permission.RESPOND, owner_id)
        draft = IncidentDraft(
            id=IncidentId(work.ids()),
            by=by,
            title=declared.title,
            description=declared.description,
            severity=declared.severity,
            urgency=declared.urgency,
            service_id=declared.service_id,
            team_id=team_id,
            escalation_policy_id=declared.escalation_policy_id,
            labels=declared.labels,
        )
        (incident,) = await self.trigger_incidents(work, (draft,))
        return incident
