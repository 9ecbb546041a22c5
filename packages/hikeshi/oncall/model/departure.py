"""What a person leaves behind: their shifts, and when nobody at all would be on call."""

from collections.abc import Callable, Iterable

from attrs import frozen

from hikeshi.kernel.ids import ScheduleId, UserId
from hikeshi.kernel.intervals import Interval, merge
from hikeshi.oncall.model.extent import check_extent
from hikeshi.oncall.model.schedule import Schedule
from hikeshi.oncall.model.timeline import timeline


@frozen
class Departure:
    """One schedule after somebody has left.

    Args:
        shifts: When they would have been on call.
        uncovered: When nobody is left: people who are deactivated are never paged.
    """

    schedule_id: ScheduleId
    shifts: tuple[Interval, ...]
    uncovered: tuple[Interval, ...]


def departures(
    schedules: Iterable[Schedule],
    user_id: UserId,
    interval: Interval,
    is_active: Callable[[UserId], bool],
) -> tuple[Departure, ...]:
    """Return, for each schedule the person is on call in, what their leaving uncovers.

    A later layer that holds only them does not fall through to an earlier one: layers know no
    deactivated people, and whoever is paged is looked up in what comes out.

    Raises:
        TooManyPiecesError: A schedule changes hands too often to be asked.
    """
    found = (_departure(schedule, user_id, interval, is_active) for schedule in schedules)
    return tuple(each for each in found if each.shifts)


def _departure(
    schedule: Schedule, user_id: UserId, interval: Interval, is_active: Callable[[UserId], bool]
) -> Departure:
    check_extent(schedule, interval)
    shifts, uncovered = [], []
    for segment in timeline(schedule, interval):
        people = {user for user, _ in segment.entries}
        if user_id not in people:
            continue
        span = Interval(segment.start, segment.end)
        shifts.append(span)
        if not any(is_active(user) for user in people - {user_id}):
            uncovered.append(span)
    return Departure(schedule.id, merge(shifts), merge(uncovered))
