"""How urgent an incident is: what its severity asks for, or less until support hours begin."""

from attrs import evolve

from hikeshi.incidents.events import UrgencyRaised
from hikeshi.incidents.model.decision import Decision, Moment
from hikeshi.incidents.model.escalating import page
from hikeshi.incidents.model.finding import Found
from hikeshi.incidents.model.incident import Incident, IncidentStatus
from hikeshi.incidents.model.roster import Roster
from hikeshi.incidents.model.timer import TimerKind
from hikeshi.kernel.severity import Urgency
from hikeshi.kernel.support_hours import SupportHours


def as_urgent_as_asked(incident: Incident, roster: Roster, moment: Moment) -> Incident:
    """Return the incident as urgent as its severity asks for at this instant.

    Outside the service's support hours the urgency is low until they begin, unless the severity
    is one that is always high.
    """
    hours = roster.rules(incident.service_id).support_hours
    wanted = incident.severity.default_urgency
    if hours is not None and incident.severity in hours.always_high:
        wanted = Urgency.HIGH
    elif hours is not None and wanted is Urgency.HIGH and not _open(hours, roster, moment):
        begins = roster.almanac.opening_after(hours, moment.now)
        return evolve(incident.planning(TimerKind.BEGIN_OF_HOURS, begins), urgency=Urgency.LOW)
    incident = incident.planning(TimerKind.BEGIN_OF_HOURS, None)
    return incident if incident.urgency is wanted else evolve(incident, urgency=wanted)


def hours_have_begun(incident: Incident, roster: Roster, moment: Moment) -> Decision:
    """Raise what waited for the support hours, and page those who are assigned once more.

    Where somebody has it, or the hours are over again, the next begin is waited for.
    """
    if incident.status is not IncidentStatus.TRIGGERED:
        return Decision(_at_the_next_begin(incident, roster, moment))
    decision = raised(Decision(incident), roster, moment)
    if decision.incident.urgency is incident.urgency:
        return Decision(as_urgent_as_asked(incident, roster, moment))
    people = tuple(
        Found(user_id, "user") for user_id in incident.assignee_ids if roster.is_active(user_id)
    )
    step = incident.escalation.step or None
    return page(decision, people, moment, step=step, why="support hours began")


def raised(decision: Decision, roster: Roster, moment: Moment) -> Decision:
    """Raise what waited for support hours that have begun meanwhile; everything else stays."""
    incident = decision.incident
    if all(timer.kind is not TimerKind.BEGIN_OF_HOURS for timer in incident.timers):
        return decision
    awake = as_urgent_as_asked(incident, roster, moment)
    if awake.urgency is incident.urgency:
        return decision
    awake = evolve(awake, version=awake.version + 1)
    return decision.with_incident(awake).noting(
        moment, UrgencyRaised, before=incident.urgency, after=awake.urgency
    )


def _open(hours: SupportHours, roster: Roster, moment: Moment) -> bool:
    return roster.almanac.is_open(hours, moment.now)


def _at_the_next_begin(incident: Incident, roster: Roster, moment: Moment) -> Incident:
    """Return the incident still waiting: whoever has it may give it back before that."""
    hours = roster.rules(incident.service_id).support_hours
    begins = None if hours is None else roster.almanac.opening_after(hours, moment.now)
    return incident.planning(TimerKind.BEGIN_OF_HOURS, begins)
