"""What the verbs share: who acts, and an incident nobody has any more."""

from attrs import evolve

from hikeshi.incidents.model.decision import Moment
from hikeshi.incidents.model.incident import Incident, IncidentStatus
from hikeshi.incidents.model.timer import TimerKind
from hikeshi.kernel.actor import ActorKind
from hikeshi.kernel.ids import UserId

#: Plans that outlive a change of hands.
KEPT = frozenset({TimerKind.AUTO_RESOLVE, TimerKind.BEGIN_OF_HOURS})


def release(incident: Incident) -> Incident:
    """Return the incident with nobody having it and nothing planned, in a new epoch."""
    stopped = incident.stopped(keep=KEPT)
    if incident.status is IncidentStatus.TRIGGERED:
        return evolve(stopped, version=stopped.version + 1)
    return stopped.entering(
        IncidentStatus.TRIGGERED,
        acknowledged_at=None,
        acknowledged_by=None,
        paged_since_acknowledged=False,
        mitigated_at=None,
        resolved_at=None,
    )


def acting_person(moment: Moment) -> UserId | None:
    by = moment.by
    return UserId(by.id) if by.kind is ActorKind.USER and by.id is not None else None


def joined_by(people: tuple[UserId, ...], person: UserId | None) -> tuple[UserId, ...]:
    return people if person is None or person in people else (*people, person)
