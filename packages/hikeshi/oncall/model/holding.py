"""When a person is on call by a schedule, and whether an override finds anybody to stand in for."""

from collections.abc import Iterable
from datetime import datetime

from attrs import evolve

from hikeshi.kernel.ids import UserId
from hikeshi.kernel.intervals import Interval, subtract
from hikeshi.oncall.model.extent import TooManyPiecesError, check_extent
from hikeshi.oncall.model.override import Override
from hikeshi.oncall.model.schedule import Schedule
from hikeshi.oncall.model.shift import merged_shifts


def held(schedule: Schedule, user_id: UserId, interval: Interval) -> tuple[Interval, ...]:
    """Return the person's own final shifts inside an interval, in order.

    Raises:
        TooManyPiecesError: The schedule changes hands too often to be asked.
    """
    check_extent(schedule, interval)
    shifts = merged_shifts(schedule, interval)
    return tuple(shift.interval for shift in shifts if shift.user == user_id)


def holds(schedule: Schedule, user_id: UserId, pieces: Iterable[Interval], since: datetime) -> bool:
    """Say whether the person is on call in all of these pieces, as far as they are to come."""
    for piece in pieces:
        if piece.end <= since:
            continue
        upcoming = Interval(max(piece.start, since), piece.end)
        try:
            if held(schedule, user_id, upcoming) != (upcoming,):
                return False
        except TooManyPiecesError:
            return False
    return True


def idle(schedule: Schedule, override: Override, since: datetime) -> tuple[Interval, ...]:
    """Return when an override stands in for somebody who is not there, from `since` on.

    What counts is the schedule as the override finds it: the layers and the overrides before it.
    """
    if override.replaces is None or override.end <= since:
        return ()
    whole = Interval(max(override.start, since), override.end)
    before = schedule.overrides[: schedule.overrides.index(override)]
    try:
        return subtract(whole, held(evolve(schedule, overrides=before), override.replaces, whole))
    except TooManyPiecesError:
        return (whole,)
