"""An incident becomes better or worse."""

from attrs import evolve

from hikeshi.incidents.events import PageRaised, SeverityChanged
from hikeshi.incidents.model.decision import Decision, Moment
from hikeshi.incidents.model.escalating import page
from hikeshi.incidents.model.finding import Found
from hikeshi.incidents.model.incident import Incident, IncidentStatus
from hikeshi.incidents.model.releasing import KEPT
from hikeshi.incidents.model.roster import Roster
from hikeshi.incidents.model.starting import run_policy
from hikeshi.incidents.model.urgency import as_urgent_as_asked
from hikeshi.kernel.ids import EscalationPolicyId
from hikeshi.kernel.severity import Severity, Urgency


def change_severity(
    incident: Incident, severity: Severity, roster: Roster, moment: Moment
) -> Decision:
    """Change the severity; the service may name another policy for it, which then starts."""
    if severity is incident.severity:
        return Decision(incident)
    incident.require_real("changed in severity")
    incident.require_open("changed in severity")
    before = incident.severity
    worse = evolve(incident, severity=severity, version=incident.version + 1)
    changed = as_urgent_as_asked(worse, roster, moment)
    decision = Decision(changed).noting(moment, SeverityChanged, before=before, after=severity)
    policy_id = _other_policy(incident, severity, roster)
    if policy_id is not None:
        changed = evolve(changed, escalation_policy_id=policy_id)
        if changed.status is not IncidentStatus.TRIGGERED:
            return decision.with_incident(changed)
        decision = decision.with_incident(changed.stopped(keep=KEPT))
        return run_policy(decision, policy_id, roster, moment)
    return _raise_pages(decision, incident.urgency, roster, moment)


def _raise_pages(decision: Decision, before: Urgency, roster: Roster, moment: Moment) -> Decision:
    """Reach those who are paged, and have not answered, as urgently as it is now.

    That is no further page: it is theirs already, and the escalation goes on as it was.
    """
    incident = decision.incident
    is_raised = before is Urgency.LOW and incident.urgency is Urgency.HIGH
    if incident.status is not IncidentStatus.TRIGGERED or not is_raised:
        return decision
    for user_id in filter(roster.is_active, incident.assignee_ids):
        decision = decision.noting(
            moment,
            PageRaised,
            user_id=user_id,
            step=incident.escalation.step or None,
            round=incident.escalation.round,
            urgency=incident.urgency,
            severity=incident.severity,
        )
    return decision


def _other_policy(
    incident: Incident, severity: Severity, roster: Roster
) -> EscalationPolicyId | None:
    """Return the policy the service names for the new severity and not for the old one.

    An incident that a person gave to another policy stays there otherwise.
    """
    rules = roster.rules(incident.service_id)
    wanted = rules.policy_for(severity)
    changes = wanted not in {rules.policy_for(incident.severity), incident.escalation_policy_id}
    return wanted if changes else None


def raise_severity(
    incident: Incident, severity: Severity, roster: Roster, moment: Moment
) -> Decision:
    """Follow a source that now says worse: whoever acknowledged is paged again.

    Where only a sender acknowledged, nobody has it: those paged last are paged again.
    """
    if not incident.status.is_open or not severity.worse_than(incident.severity):
        return Decision(incident)
    decision = change_severity(incident, severity, roster, moment)
    if incident.status is not IncidentStatus.ACKNOWLEDGED:
        return decision
    acknowledger = incident.acknowledged_by
    if acknowledger is None:
        people = tuple(user_id for user_id in incident.assignee_ids if roster.is_active(user_id))
    else:
        people = (acknowledger,)
        again = evolve(decision.incident, paged_since_acknowledged=True)
        decision = decision.with_incident(again)
    return page(
        decision,
        tuple(Found(user_id, "user") for user_id in people),
        moment,
        step=incident.escalation.step or None,
        why="severity raised",
        supersedes=False,
    )
