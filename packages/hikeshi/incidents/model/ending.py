"""Mitigating, resolving, reopening and closing."""

from attrs import evolve

from hikeshi.incidents.errors import IllegalTransitionError
from hikeshi.incidents.events import (
    IncidentClosed,
    IncidentMitigated,
    IncidentReopened,
    IncidentResolved,
)
from hikeshi.incidents.model.decision import Decision, Moment
from hikeshi.incidents.model.drilling import end_drill
from hikeshi.incidents.model.incident import Incident, IncidentStatus
from hikeshi.incidents.model.releasing import KEPT, release
from hikeshi.incidents.model.roster import Roster
from hikeshi.incidents.model.starting import ending_by_itself, run_policy
from hikeshi.incidents.model.urgency import as_urgent_as_asked


def mitigate(incident: Incident, moment: Moment) -> Decision:
    """Say that the harm has stopped; paging stops too."""
    incident.require_real("mitigated")
    if incident.status is IncidentStatus.MITIGATED:
        return Decision(incident)
    incident.require_open("mitigated")
    calm = incident.stopped(keep=KEPT).entering(IncidentStatus.MITIGATED, mitigated_at=moment.now)
    return Decision(calm).noting(moment, IncidentMitigated)


def resolve(incident: Incident, moment: Moment, *, reason: str) -> Decision:
    """Say that it is over; every plan ends. Resolving again changes nothing."""
    if incident.is_drill:
        return end_drill(incident, moment)
    if not incident.status.is_open:
        return Decision(incident)
    over = incident.stopped().entering(IncidentStatus.RESOLVED, resolved_at=moment.now)
    return Decision(over).noting(moment, IncidentResolved, reason=reason)


def reopen(incident: Incident, roster: Roster, moment: Moment) -> Decision:
    """Take the incident up again: its policy starts from the first step, its end is planned."""
    incident.require_real("reopened")
    if incident.status is IncidentStatus.TRIGGERED:
        return Decision(incident)
    if incident.status is IncidentStatus.CLOSED:
        raise IllegalTransitionError(f"Incident {incident.number} is closed; declare a new one.")
    if incident.status is IncidentStatus.ACKNOWLEDGED:
        raise IllegalTransitionError(f"Incident {incident.number} is already being worked on.")
    again = evolve(release(incident), assignee_ids=())
    again = ending_by_itself(again, roster, moment)
    if roster.rules(incident.service_id).support_hours is not None:
        again = as_urgent_as_asked(again, roster, moment)
    decision = Decision(again).noting(moment, IncidentReopened)
    return run_policy(decision, incident.escalation_policy_id, roster, moment)


def close(incident: Incident, moment: Moment) -> Decision:
    """Say that nothing is left to do; only a resolved incident can be closed."""
    if incident.status is IncidentStatus.CLOSED:
        return Decision(incident)
    if incident.status is not IncidentStatus.RESOLVED:
        raise IllegalTransitionError(
            f"Incident {incident.number} is {incident.status}: resolve it before closing it."
        )
    closed = incident.entering(IncidentStatus.CLOSED, closed_at=moment.now)
    return Decision(closed).noting(moment, IncidentClosed)
