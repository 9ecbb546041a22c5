"""How the page of a drill begins and ends: by its own person, in time, or not."""

from datetime import datetime

from hikeshi.incidents.errors import IllegalTransitionError
from hikeshi.incidents.events import (
    DrillAnswered,
    DrillCalledOff,
    DrillMissed,
    IncidentAcknowledged,
    IncidentClosed,
    IncidentResolved,
    IncidentTriggered,
)
from hikeshi.incidents.model.decision import Decision, Moment
from hikeshi.incidents.model.drill import Drill
from hikeshi.incidents.model.escalating import page
from hikeshi.incidents.model.finding import Found
from hikeshi.incidents.model.incident import Incident, IncidentStatus
from hikeshi.incidents.model.releasing import acting_person
from hikeshi.incidents.model.timer import TimerKind
from hikeshi.kernel.ids import IncidentId, UserId
from hikeshi.kernel.severity import Severity, Urgency

#: Stands before the title wherever it is read, be it through a program that knows no drills.
MARK = "[DRILL]"
PASSED, MISSED, CALLED_OFF = "drill passed", "drill missed", "drill called off"
ENDS_OF_DRILLS = frozenset({PASSED, MISSED, CALLED_OFF})
#: Why the person was paged, for the log.
WHY = "drill"


def begin_drill(drill: Drill, found: Found, number: int, moment: Moment) -> Decision:
    """Page one person, and nobody after them; the end is planned."""
    high = drill.urgency is Urgency.HIGH
    incident = Incident(
        id=IncidentId(moment.ids()),
        number=number,
        title=f"{MARK} {drill.name}",
        description=describe(moment.now + drill.acknowledge_within),
        created_at=moment.now,
        severity=Severity.SEV2 if high else Severity.SEV4,
        urgency=drill.urgency,
        team_id=drill.team_id,
        drill_id=drill.id,
    ).planning(TimerKind.DRILL_OVER, moment.now + drill.acknowledge_within)
    decision = Decision(incident).noting(
        moment,
        IncidentTriggered,
        title=incident.title,
        severity=incident.severity,
        urgency=incident.urgency,
        service_id=None,
        team_id=incident.team_id,
        escalation_policy_id=None,
        page=found.user_id,
    )
    return page(decision, (found,), moment, step=None, why=WHY)


def describe(acknowledge_by: datetime) -> str:
    """Return what stands below the title where nobody puts it into the reader's own language."""
    return (
        "This is a drill: nothing is wrong, and nobody else is paged. "
        f"Acknowledge it by {acknowledge_by:%Y-%m-%d %H:%M} UTC to show that pages reach you."
    )


def answer_drill(incident: Incident, moment: Moment) -> Decision:
    """Pass the drill: its own person acknowledged in time. Said again, nothing happens.

    Raises:
        IllegalTransitionError: The drill is over, or another person was paged.
    """
    person = acting_person(moment)
    if not incident.status.is_open:
        if person is not None and person == incident.acknowledged_by:
            return Decision(incident)
        raise IllegalTransitionError(
            f"The drill of incident {incident.number} is over; there is nothing to acknowledge."
        )
    if person is None or person not in incident.assignee_ids:
        raise IllegalTransitionError(
            f"Incident {incident.number} is a drill of somebody else: only who was paged can "
            "acknowledge it. Resolve it to call it off."
        )
    return _passed(incident, person, moment)


def end_drill(incident: Incident, moment: Moment) -> Decision:
    """Resolve it: of its own person an answer as good as any, of somebody else it calls it off."""
    if not incident.status.is_open:
        return Decision(incident)
    person = acting_person(moment)
    if person is not None and person in incident.assignee_ids:
        return _passed(incident, person, moment)
    return call_off_drill(incident, moment)


def call_off_drill(incident: Incident, moment: Moment, reason: str = "") -> Decision:
    """End it without an answer and without having shown anything.

    Args:
        reason: Why, where it was not a person who ended it.
    """
    over = incident.stopped().entering(IncidentStatus.RESOLVED, resolved_at=moment.now)
    about = {"drill_id": over.drill_id, "user_id": over.assignee_ids[0]}
    return (
        Decision(over)
        .noting(moment, DrillCalledOff, **about, reason=reason)
        .noting(moment, IncidentResolved, reason=CALLED_OFF)
    )


def miss_drill(incident: Incident, moment: Moment) -> Decision:
    """End it unanswered: the time is over."""
    over = incident.stopped().entering(IncidentStatus.RESOLVED, resolved_at=moment.now)
    closed = over.entering(IncidentStatus.CLOSED, closed_at=moment.now)
    return (
        Decision(closed)
        .noting(moment, DrillMissed, drill_id=over.drill_id, user_id=over.assignee_ids[0])
        .noting(moment, IncidentResolved, reason=MISSED)
        .noting(moment, IncidentClosed)
    )


def _passed(incident: Incident, person: UserId, moment: Moment) -> Decision:
    over = incident.stopped().entering(
        IncidentStatus.RESOLVED,
        acknowledged_at=moment.now,
        acknowledged_by=person,
        responder_ids=(person,),
        resolved_at=moment.now,
    )
    return (
        Decision(over)
        .noting(moment, IncidentAcknowledged, user_id=person)
        .noting(
            moment,
            DrillAnswered,
            drill_id=over.drill_id,
            user_id=person,
            channel=moment.by.channel,
        )
        .noting(moment, IncidentResolved, reason=PASSED)
    )
