"""Where somebody is on call who cannot be, or would be on call twice: warnings, not refusals."""

from collections.abc import Iterable, Sequence
from enum import StrEnum

from attrs import frozen

from hikeshi.kernel.ids import ScheduleId, UnavailabilityId, UserId
from hikeshi.kernel.intervals import Interval
from hikeshi.oncall.model.holding import held
from hikeshi.oncall.model.schedule import Schedule
from hikeshi.oncall.model.shift import merged_shifts


class ConflictKind(StrEnum):
    """What is wrong with somebody's being on call."""

    UNAVAILABLE = "unavailable"
    ON_CALL = "on_call"


@frozen
class Absence:
    """An unavailability as instants."""

    user_id: UserId
    interval: Interval
    unavailability_id: UnavailabilityId


@frozen(order=True)
class Conflict:
    """A span in which a person is on call and should not be.

    Args:
        unavailability_id: What speaks against it, where they are unavailable.
        schedule_id: Where else they are on call, where that is what speaks against it.
    """

    interval: Interval
    user_id: UserId
    kind: ConflictKind
    unavailability_id: UnavailabilityId | None = None
    schedule_id: ScheduleId | None = None


def conflicts(
    schedule: Schedule, absences: Iterable[Absence], interval: Interval
) -> tuple[Conflict, ...]:
    """Return when somebody on call is unavailable, by start, then person."""
    shifts = merged_shifts(schedule, interval)
    own = tuple((shift.user, shift.interval) for shift in shifts)
    return _sorted(found for user, piece in own for found in _absent(user, piece, absences))


def duty_conflicts(
    user_id: UserId,
    pieces: Iterable[Interval],
    absences: Iterable[Absence],
    schedules: Iterable[Schedule],
) -> tuple[Conflict, ...]:
    """Return what speaks against a person's taking these pieces, by start.

    Args:
        user_id: Who would be on call.
        pieces: When.
        absences: Of anybody; only the person's own count.
        schedules: All of them: nobody should be on call twice.
    """
    wanted, away = tuple(pieces), tuple(absences)
    found = [conflict for piece in wanted for conflict in _absent(user_id, piece, away)]
    if wanted:
        whole = Interval(min(p.start for p in wanted), max(p.end for p in wanted))
        for schedule in schedules:
            found += _twice(schedule, user_id, wanted, held(schedule, user_id, whole))
    return _sorted(found)


def _twice(
    schedule: Schedule, user_id: UserId, wanted: Iterable[Interval], own: Sequence[Interval]
) -> Iterable[Conflict]:
    for piece in wanted:
        for shift in own:
            there = piece.intersect(shift)
            if there is not None:
                yield Conflict(there, user_id, ConflictKind.ON_CALL, schedule_id=schedule.id)


def _absent(user_id: UserId, piece: Interval, absences: Iterable[Absence]) -> Iterable[Conflict]:
    for absence in absences:
        common = piece.intersect(absence.interval) if absence.user_id == user_id else None
        if common is not None:
            yield Conflict(common, user_id, ConflictKind.UNAVAILABLE, absence.unavailability_id)


def _sorted(found: Iterable[Conflict]) -> tuple[Conflict, ...]:
    return tuple(sorted(found, key=lambda each: (each.interval, each.user_id, each.kind)))
