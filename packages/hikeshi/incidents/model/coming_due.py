"""What a timer does when its time has come."""

from hikeshi.incidents.events import ReassignmentExpired
from hikeshi.incidents.model.acknowledging import unacknowledge
from hikeshi.incidents.model.decision import Decision, Moment
from hikeshi.incidents.model.drilling import call_off_drill, miss_drill
from hikeshi.incidents.model.ending import resolve
from hikeshi.incidents.model.escalating import run_from, run_last_resort
from hikeshi.incidents.model.incident import Incident
from hikeshi.incidents.model.releasing import KEPT
from hikeshi.incidents.model.roster import Roster
from hikeshi.incidents.model.starting import page_and_go_on
from hikeshi.incidents.model.timer import Timer, TimerKind
from hikeshi.incidents.model.urgency import hours_have_begun, raised

#: Why an incident is over that nobody touched for as long as its service says.
AUTO_RESOLVE = "auto-resolve"


def come_due(
    incident: Incident, timer: Timer, roster: Roster, moment: Moment, held: str | None = None
) -> Decision:
    """Do what the timer was set for; one planned in an earlier epoch does nothing.

    Args:
        held: Why nothing is sent at present; nothing = everything leaves.
    """
    if timer.epoch != incident.escalation.epoch or not incident.status.is_open:
        return Decision(incident.planning(timer.kind, None))
    if timer.kind is TimerKind.ESCALATION:
        step = incident.escalation.step
        waiting = incident.escalation.waiting_until is not None
        return run_from(Decision(incident), roster, moment, step=step if waiting else step + 1)
    if timer.kind is TimerKind.BEGIN_OF_HOURS:
        return hours_have_begun(incident, roster, moment)
    incident = incident.planning(timer.kind, None)
    if timer.kind is TimerKind.AUTO_RESOLVE:
        return resolve(incident, moment, reason=AUTO_RESOLVE)
    if timer.kind is TimerKind.DRILL_OVER:
        if held is not None:
            return call_off_drill(incident, moment, f"Nothing could be sent: {held}")
        return miss_drill(incident, moment)
    if timer.kind is TimerKind.LAST_RESORT:
        return run_last_resort(Decision(incident), roster, moment)
    if timer.kind is TimerKind.ACCEPT_BY:
        return _return_to_giver(incident, roster, moment)
    reason = "snooze ended" if timer.kind is TimerKind.SNOOZE else "acknowledge timeout"
    return unacknowledge(incident, roster, moment, reason=reason)


def _return_to_giver(incident: Incident, roster: Roster, moment: Moment) -> Decision:
    """Page the giver, then let the policy go on from the step where it stood."""
    giver = incident.escalation.giver
    incident = incident.stopped(keep=KEPT)
    decision = Decision(incident).noting(moment, ReassignmentExpired, giver=giver)
    decision = raised(decision, roster, moment)
    return page_and_go_on(decision, giver, roster, moment, why="not accepted")
