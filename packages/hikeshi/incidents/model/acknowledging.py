"""Taking an incident, letting it go, letting it sleep."""

from datetime import datetime

from attrs import evolve

from hikeshi.incidents.events import (
    AcknowledgementConfirmed,
    IncidentAcknowledged,
    IncidentSnoozed,
    IncidentUnacknowledged,
    ResponderJoined,
)
from hikeshi.incidents.model.decision import Decision, Moment
from hikeshi.incidents.model.drilling import answer_drill
from hikeshi.incidents.model.escalating import resume
from hikeshi.incidents.model.incident import Incident, IncidentStatus
from hikeshi.incidents.model.releasing import KEPT, acting_person, joined_by, release
from hikeshi.incidents.model.roster import Roster
from hikeshi.incidents.model.starting import page_and_go_on
from hikeshi.incidents.model.timer import TimerKind
from hikeshi.incidents.model.urgency import raised
from hikeshi.kernel.errors import InvalidError
from hikeshi.kernel.ids import UserId


def acknowledge(incident: Incident, roster: Roster, moment: Moment) -> Decision:
    """Take the incident: paging stops until resolve, time-out, or un-acknowledgement.

    A second person joins as responder and touches no timer; a repetition changes nothing.
    """
    if incident.is_drill:
        return answer_drill(incident, moment)
    incident.require_open("acknowledged")
    person = acting_person(moment)
    if incident.status is not IncidentStatus.TRIGGERED:
        return _join(incident, person, roster, moment)
    timeout = roster.rules(incident.service_id).acknowledge_timeout
    step_stops = _stops_on_acknowledge(incident, roster)
    taken = incident.stopped(keep=KEPT).entering(
        IncidentStatus.ACKNOWLEDGED,
        acknowledged_at=moment.now,
        acknowledged_by=person,
        paged_since_acknowledged=False,
        assignee_ids=(person,) if person is not None else incident.assignee_ids,
        responder_ids=joined_by(incident.responder_ids, person),
    )
    if timeout is not None:
        taken = taken.planning(TimerKind.ACKNOWLEDGE_TIMEOUT, moment.now + timeout)
    return Decision(taken).noting(
        moment, IncidentAcknowledged, user_id=person, stop_everybody=step_stops
    )


def _join(incident: Incident, person: UserId | None, roster: Roster, moment: Moment) -> Decision:
    if person is None:
        return Decision(incident)
    if person not in incident.responder_ids:
        joined = evolve(incident, responder_ids=(*incident.responder_ids, person))
        return Decision(joined).noting(moment, ResponderJoined, user_id=person)
    if incident.paged_since_acknowledged and person == incident.acknowledged_by:
        answered = evolve(incident, paged_since_acknowledged=False)
        return Decision(answered).noting(moment, AcknowledgementConfirmed, user_id=person)
    if person != incident.acknowledged_by and not _stops_on_acknowledge(incident, roster):
        # Joined in an earlier turn, paged again since: their own rules are still running.
        return Decision(incident).noting(moment, AcknowledgementConfirmed, user_id=person)
    return Decision(incident)


def unacknowledge(incident: Incident, roster: Roster, moment: Moment, *, reason: str) -> Decision:
    """End the acknowledgement: the policy goes on from the step where it stopped."""
    incident.require_real("un-acknowledged")
    incident.require_open("un-acknowledged")
    if incident.status is IncidentStatus.TRIGGERED:
        return Decision(incident)
    by = incident.acknowledged_by
    acknowledger = by if by is not None and roster.is_active(by) else None
    decision = Decision(release(incident)).noting(moment, IncidentUnacknowledged, reason=reason)
    decision = raised(decision, roster, moment)
    if incident.escalation.policy_id is None:
        return page_and_go_on(decision, acknowledger, roster, moment, why=reason)
    return resume(decision, acknowledger, roster, moment, why=reason)


def snooze(incident: Incident, until: datetime, moment: Moment) -> Decision:
    """Let nothing happen until then; who snoozes a triggered incident takes it."""
    incident.require_real("snoozed")
    incident.require_open("snoozed")
    if until <= moment.now:
        raise InvalidError.at("/until", "has to be in the future")
    if incident.status is IncidentStatus.ACKNOWLEDGED and incident.snoozed_until == until:
        return Decision(incident)
    person = acting_person(moment)
    decision = Decision(incident)
    if incident.status is not IncidentStatus.ACKNOWLEDGED:
        incident = incident.entering(
            IncidentStatus.ACKNOWLEDGED,
            acknowledged_at=moment.now,
            acknowledged_by=person,
            paged_since_acknowledged=False,
            assignee_ids=(person,) if person is not None else incident.assignee_ids,
            responder_ids=joined_by(incident.responder_ids, person),
        )
        decision = decision.noting(moment, IncidentAcknowledged, user_id=person)
    asleep = incident.stopped(keep=KEPT).planning(TimerKind.SNOOZE, until)
    asleep = evolve(asleep, snoozed_until=until, version=asleep.version + 1)
    return decision.with_incident(asleep).noting(moment, IncidentSnoozed, until=until)


def _stops_on_acknowledge(incident: Incident, roster: Roster) -> bool:
    escalation = incident.escalation
    if escalation.policy_id is None or escalation.step < 1 or escalation.exhausted:
        return True
    policy = roster.policy(escalation.policy_id, escalation.policy_version)
    return policy is None or policy.step(escalation.step).stop_on_acknowledge
