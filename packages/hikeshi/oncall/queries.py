"""What is read about schedules: filters, views, and how a schedule answers."""

from datetime import datetime
from typing import ClassVar

from attrs import frozen

from hikeshi.kernel.ids import ScheduleId, TeamId, UserId
from hikeshi.kernel.intervals import Interval
from hikeshi.oncall.model.difference import differences
from hikeshi.oncall.model.extent import check_extent
from hikeshi.oncall.model.schedule import Schedule
from hikeshi.oncall.model.shift import Shift, gaps, layer_shifts, on_call, shifts


@frozen(kw_only=True)
class OnCallView:
    """Who is on call for a schedule at an instant; maybe nobody."""

    schedule_id: ScheduleId
    schedule_key: str
    at: datetime
    user_ids: tuple[UserId, ...]


@frozen(kw_only=True)
class ShiftView:
    """A person on call without interruption, and what put them there."""

    start: datetime
    end: datetime
    user_id: UserId
    source: str | None


@frozen(kw_only=True)
class LayerView:
    """A layer's own shifts, as if no other layer and no override were.

    Args:
        name: Of the layer; revisions that keep the name continue it.
    """

    name: str
    shifts: tuple[ShiftView, ...]


@frozen(kw_only=True)
class DifferenceView:
    """A span in which other people are on call than before; nobody is a gap."""

    start: datetime
    end: datetime
    before: tuple[UserId, ...]
    after: tuple[UserId, ...]


@frozen(kw_only=True)
class GapView:
    """A span of time in which nobody is on call."""

    start: datetime
    end: datetime


@frozen(kw_only=True)
class ScheduleView:
    """A schedule in a list."""

    id: ScheduleId
    key: str
    name: str
    team_id: TeamId | None
    time_zone: str
    version: int


@frozen(kw_only=True)
class ScheduleFilters:
    """Which schedules are wanted; nothing = all."""

    SORTS: ClassVar[tuple[str, ...]] = ("key", "-key", "name", "-name")

    key: str | None = None
    team_id: TeamId | None = None


def on_call_view(schedule: Schedule, at: datetime) -> OnCallView:
    """Return who is on call for a schedule at an instant."""
    return OnCallView(
        schedule_id=schedule.id,
        schedule_key=schedule.key,
        at=at,
        user_ids=on_call(schedule, at),
    )


def shift_views(schedule: Schedule, interval: Interval) -> tuple[ShiftView, ...]:
    """Return the final shifts, merged per (person, source), clipped, by start, then person.

    Raises:
        TooManyPiecesError: There are more hand-offs than one answer may cost.
    """
    check_extent(schedule, interval)
    return tuple(_shift_view(shift) for shift in shifts(schedule, interval))


def layer_views(schedule: Schedule, interval: Interval) -> tuple[LayerView, ...]:
    """Return each layer's own shifts; a later layer beats the ones before it.

    Raises:
        TooManyPiecesError: There are more hand-offs than one answer may cost.
    """
    check_extent(schedule, interval)
    return tuple(
        LayerView(name=name, shifts=tuple(_shift_view(shift) for shift in found))
        for name, found in layer_shifts(schedule, interval).items()
    )


def difference_views(
    before: Schedule | None, after: Schedule, interval: Interval
) -> tuple[DifferenceView, ...]:
    """Return when other people are on call after an edit than before it.

    Args:
        before: The schedule as it is; nothing = there is none yet.
        after: The schedule as it would be.
        interval: The time asked about.

    Raises:
        TooManyPiecesError: There are more hand-offs than one answer may cost.
    """
    for schedule in (before, after):
        if schedule is not None:
            check_extent(schedule, interval)
    return tuple(
        DifferenceView(
            start=found.interval.start,
            end=found.interval.end,
            before=found.before,
            after=found.after,
        )
        for found in differences(before, after, interval)
    )


def gap_views(schedule: Schedule, interval: Interval) -> tuple[GapView, ...]:
    """Return when nobody is on call, in order.

    Raises:
        TooManyPiecesError: There are more hand-offs than one answer may cost.
    """
    check_extent(schedule, interval)
    return tuple(GapView(start=gap.start, end=gap.end) for gap in gaps(schedule, interval))


def _shift_view(shift: Shift) -> ShiftView:
    return ShiftView(
        start=shift.interval.start,
        end=shift.interval.end,
        user_id=shift.user,
        source=shift.source,
    )
