"""An incident becomes better or worse."""

from attrs import evolve

from hikeshi.incidents.events import SeverityChanged
from hikeshi.incidents.model.decision import Decision, Moment
from hikeshi.incidents.model.escalating import Found, page
from hikeshi.incidents.model.incident import Incident, IncidentStatus
from hikeshi.incidents.model.releasing import KEEP_AUTO_RESOLVE
from hikeshi.incidents.model.roster import Roster
from hikeshi.incidents.model.starting import run_policy
from hikeshi.kernel.ids import EscalationPolicyId
from hikeshi.kernel.severity import Severity


def change_severity(
    incident: Incident, severity: Severity, roster: Roster, moment: Moment
) -> Decision:
    """Change the severity; the service may name another policy for it, which then starts."""
    if severity is incident.severity:
        return Decision(incident)
    incident.require_open("changed in severity")
    before = incident.severity
    changed = evolve(
        incident,
        severity=severity,
        urgency=severity.default_urgency,
        version=incident.version + 1,
    )
    decision = Decision(changed).noting(moment, SeverityChanged, before=before, after=severity)
    policy_id = _other_policy(incident, severity, roster)
    if policy_id is not None:
        changed = evolve(changed, escalation_policy_id=policy_id)
        if changed.status is not IncidentStatus.TRIGGERED:
            return decision.with_incident(changed)
        decision = decision.with_incident(changed.stopped(keep=KEEP_AUTO_RESOLVE))
        return run_policy(decision, policy_id, roster, moment)
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
    """Follow a source that now says worse: whoever acknowledged is paged again."""
    if not incident.status.is_open or not severity.worse_than(incident.severity):
        return Decision(incident)
    decision = change_severity(incident, severity, roster, moment)
    acknowledger = incident.acknowledged_by
    if incident.status is not IncidentStatus.ACKNOWLEDGED or acknowledger is None:
        return decision
    again = evolve(decision.incident, paged_since_acknowledged=True)
    people = (Found(acknowledger, "user"),)
    return page(
        decision.with_incident(again),
        people,
        moment,
        step=incident.escalation.step or None,
        why="severity raised",
        supersedes=False,
    )
