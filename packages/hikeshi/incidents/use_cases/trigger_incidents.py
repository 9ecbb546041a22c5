"""Incidents begin: from alerts, or declared by a person."""

from collections.abc import Mapping, Sequence

from attrs import field, frozen

from hikeshi.incidents.events import IncidentTriggered
from hikeshi.incidents.model.decision import Decision, Moment
from hikeshi.incidents.model.incident import Incident
from hikeshi.incidents.model.roster import Roster
from hikeshi.incidents.model.starting import start_escalation
from hikeshi.incidents.model.urgency import as_urgent_as_asked
from hikeshi.incidents.ports import IncidentWork
from hikeshi.incidents.use_cases._turns import in_turn
from hikeshi.kernel.actor import SYSTEM, Actor
from hikeshi.kernel.ids import (
    EscalationPolicyId,
    IncidentId,
    ServiceId,
    TeamId,
    UserId,
)
from hikeshi.kernel.severity import Severity, Urgency


@frozen(kw_only=True)
class IncidentDraft:
    """An incident about to begin.

    Args:
        id: Its identity, where alerts carry it already.
        by: Who or what declares it.
        escalation_policy_id: The policy to follow; by default the service's.
        page: Whom to page directly instead.
    """

    id: IncidentId
    title: str
    by: Actor
    severity: Severity
    urgency: Urgency | None = None
    description: str = ""
    service_id: ServiceId | None = None
    team_id: TeamId | None = None
    escalation_policy_id: EscalationPolicyId | None = None
    page: UserId | None = None
    labels: Mapping[str, str] = field(factory=dict)
    group_key: str | None = None
    alert_count: int = 0


@frozen
class TriggerIncidents:
    """Begin incidents and run the first step of each one's policy, or page the person named."""

    async def __call__(
        self, work: IncidentWork, drafts: Sequence[IncidentDraft]
    ) -> Sequence[Incident]:
        """Write the incidents with their running escalation; record what happened."""
        if not drafts:
            return ()
        roster = await work.roster(())
        numbers = await work.incidents.next_numbers(len(drafts))
        begun = list(zip(drafts, numbers, strict=True))
        decisions = await in_turn(
            work,
            Moment(work.now, work.ids, SYSTEM),
            lambda moment: [_decide(draft, number, roster, moment) for draft, number in begun],
        )
        incidents = [decision.incident for decision in decisions]
        await work.incidents.add_many(incidents)
        for decision in decisions:
            work.record(*decision.events)
        return incidents


def _decide(draft: IncidentDraft, number: int, roster: Roster, moment: Moment) -> Decision:
    policy_id = draft.escalation_policy_id or roster.rules(draft.service_id).policy_for(
        draft.severity
    )
    incident = _incident(draft, number, moment, policy_id)
    if draft.urgency is None:  # what somebody said counts, whatever the hour
        incident = as_urgent_as_asked(incident, roster, moment)
    triggered = IncidentTriggered(
        id=moment.ids(),
        at=moment.now,
        by=draft.by,
        incident_id=incident.id,
        title=incident.title,
        severity=incident.severity,
        urgency=incident.urgency,
        service_id=incident.service_id,
        team_id=incident.team_id,
        escalation_policy_id=policy_id,
        page=draft.page,
    )
    started = start_escalation(incident, roster, moment, person=draft.page, giver=draft.by)
    return Decision(started.incident, (triggered, *started.events))


def _incident(
    draft: IncidentDraft, number: int, moment: Moment, policy_id: EscalationPolicyId | None
) -> Incident:
    return Incident(
        id=draft.id,
        number=number,
        title=draft.title,
        description=draft.description,
        created_at=moment.now,
        severity=draft.severity,
        urgency=draft.urgency or draft.severity.default_urgency,
        service_id=draft.service_id,
        team_id=draft.team_id,
        escalation_policy_id=policy_id,
        labels=draft.labels,
        group_key=draft.group_key,
        alert_count=draft.alert_count,
    )
