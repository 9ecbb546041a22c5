"""Which shifts begin in a span of time, and when each of them ends."""

from datetime import datetime, timedelta

from hikeshi.kernel.ids import UserId
from hikeshi.kernel.intervals import Interval
from hikeshi.oncall.model.extent import check_extent
from hikeshi.oncall.model.schedule import Schedule
from hikeshi.oncall.model.shift import Shift, merged_shifts, on_call

#: Looked ahead in these steps: most shifts end within the first. What lasts longer is cut there.
_STEPS = (timedelta(days=8), timedelta(days=40), timedelta(days=366))
_BEFORE = timedelta(microseconds=1)


def beginning_shifts(schedule: Schedule, interval: Interval) -> tuple[Shift, ...]:
    """Return the shifts that begin inside the interval, after its start; by start, then person.

    Whoever is on call already begins nothing, whatever puts them on call next. Ends are clipped.

    Raises:
        TooManyPiecesError: The schedule changes hands too often to be asked.
    """
    check_extent(schedule, interval)
    found = merged_shifts(schedule, interval)
    return tuple(shift for shift in found if shift.interval.start > interval.start)


def begins(schedule: Schedule, user: UserId, at: datetime) -> bool:
    """Say whether a shift of that person begins at that instant."""
    return user in on_call(schedule, at) and user not in on_call(schedule, at - _BEFORE)


def end_of_shift(schedule: Schedule, user: UserId, start: datetime) -> datetime:
    """Return when a shift ends that begins then; at most a year later.

    Raises:
        TooManyPiecesError: The schedule changes hands too often to be asked.
    """
    end = start
    for step in _STEPS:
        ahead = Interval(start, start + step)
        check_extent(schedule, ahead)
        found = (s.interval for s in merged_shifts(schedule, ahead) if s.user == user)
        end = next((each.end for each in found if each.start == start), start)
        if end < ahead.end:
            break
    return end
