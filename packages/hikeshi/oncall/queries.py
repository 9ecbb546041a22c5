"""What is read about schedules: filters, views, and how a schedule answers."""

from datetime import datetime
from typing import ClassVar

from attrs import frozen

from hikeshi.kernel.ids import ScheduleId, TeamId, UserId
from hikeshi.kernel.intervals import Interval
from hikeshi.oncall.model.extent import check_extent
from hikeshi.oncall.model.schedule import Schedule
from hikeshi.oncall.model.shift import gaps, on_call, shifts


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
    return tuple(
        ShiftView(
            start=shift.interval.start,
            end=shift.interval.end,
            user_id=shift.user,
            source=shift.source,
        )
        for shift in shifts(schedule, interval)
    )


def gap_views(schedule: Schedule, interval: Interval) -> tuple[GapView, ...]:
    """Return when nobody is on call, in order.

    Raises:
        TooManyPiecesError: There are more hand-offs than one answer may cost.
    """
    check_extent(schedule, interval)
    return tuple(GapView(start=gap.start, end=gap.end) for gap in gaps(schedule, interval))
