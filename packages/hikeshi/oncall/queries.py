"""What is read about schedules: filters, views, and how a schedule answers."""

from datetime import date, datetime
from typing import ClassVar, Protocol
from zoneinfo import ZoneInfo

from attrs import frozen

from hikeshi.kernel.ids import (
    HolidaySetId,
    ScheduleId,
    SubscribedCalendarId,
    SwapId,
    TeamId,
    UnavailabilityId,
    UserId,
)
from hikeshi.kernel.intervals import Interval
from hikeshi.kernel.paging import PageOf, PageRequest
from hikeshi.oncall.model.calendar_reading import CalendarReading, ReadingStatus
from hikeshi.oncall.model.difference import differences
from hikeshi.oncall.model.extent import check_extent
from hikeshi.oncall.model.known_schedule import KnownSchedule
from hikeshi.oncall.model.schedule import Schedule
from hikeshi.oncall.model.shift import Shift, gaps, layer_shifts, on_call, shifts
from hikeshi.oncall.model.subscribed_calendar import SubscribedCalendar
from hikeshi.oncall.model.swap import Swap, SwapStatus
from hikeshi.oncall.model.unavailability import Unavailability


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


@frozen(kw_only=True)
class SwapFilters:
    """Which swaps are wanted; nothing = all.

    Args:
        user_id: Who gives, was asked, or has taken.
        status: Any of these, as they are now.
    """

    SORTS: ClassVar[tuple[str, ...]] = ("-offered_at", "offered_at")

    schedule_id: ScheduleId | None = None
    user_id: UserId | None = None
    status: tuple[SwapStatus, ...] | None = None

    def passes(self, swap: Swap, at: datetime) -> bool:
        """Say whether a swap is wanted, as it is at an instant."""
        return (
            self.schedule_id in {None, swap.schedule_id}
            and (self.user_id is None or swap.involves(self.user_id))
            and (self.status is None or swap.status_at(at) in self.status)
        )


@frozen(kw_only=True)
class SwapView:
    """A swap as it is now.

    Args:
        pieces: Exactly what is given.
        returned: Exactly what is given in return.
        idle: When it stands in for somebody who is not there.
        expires_at: From then on it is too late to accept.
    """

    id: SwapId
    schedule_id: ScheduleId
    giver_id: UserId
    asked_id: UserId | None
    taker_id: UserId | None
    status: SwapStatus
    reason: str | None
    start: datetime
    end: datetime
    pieces: tuple[Interval, ...]
    returned: tuple[Interval, ...]
    idle: tuple[Interval, ...]
    offered_at: datetime
    expires_at: datetime
    version: int


@frozen(kw_only=True)
class UnavailabilityView:
    """When a person cannot be on call.

    Args:
        span: The instants; of whole days, on the person's own clock.
        reason: Shown to the person and to who looks after them.
    """

    id: UnavailabilityId
    user_id: UserId
    start: datetime | None
    end: datetime | None
    first_day: date | None
    last_day: date | None
    reason: str | None
    source: str
    span: Interval
    version: int


@frozen(kw_only=True)
class SubscribedCalendarView:
    """A calendar elsewhere that is read, and how that goes.

    Args:
        url: Scheme and host; the rest is a secret.
        events: Absences, or days, taken over from the last good copy.
        left_out: Its events that were not: cancelled, or without length, or free time.
        reason: Why it could not be read the last time; empty where it could.
        read_at: When it was last known how it is.
    """

    id: SubscribedCalendarId
    user_id: UserId | None
    holiday_set_id: HolidaySetId | None
    name: str
    url: str
    include_free: bool
    refresh_seconds: int
    status: ReadingStatus
    events: int
    left_out: int
    reason: str
    failing_since: datetime | None
    failures: int
    tried_at: datetime | None
    read_at: datetime | None
    due_at: datetime
    version: int


class SwapQueries(Protocol):
    """Lists swaps without locking anything."""

    async def list_page(self, page: PageRequest, filters: SwapFilters) -> PageOf[SwapView]:
        """Return a page of the swaps that pass the filters now."""
        ...


def swap_view(swap: Swap, at: datetime) -> SwapView:
    """Return a swap as it is at an instant."""
    return SwapView(
        id=swap.id,
        schedule_id=swap.schedule_id,
        giver_id=swap.giver_id,
        asked_id=swap.asked_id,
        taker_id=swap.taker_id,
        status=swap.status_at(at),
        reason=swap.reason,
        start=swap.start,
        end=swap.end,
        pieces=swap.pieces,
        returned=swap.returned,
        idle=swap.idle,
        offered_at=swap.offered_at,
        expires_at=swap.expires_at,
        version=swap.version,
    )


def unavailability_view(
    found: Unavailability, zone: ZoneInfo, *, with_reason: bool
) -> UnavailabilityView:
    """Return an unavailability as it is answered.

    Args:
        found: The unavailability.
        zone: The person's own.
        with_reason: Whether the reader is told why.
    """
    return UnavailabilityView(
        id=found.id,
        user_id=found.user_id,
        start=found.start,
        end=found.end,
        first_day=found.first_day,
        last_day=found.last_day or found.first_day,
        reason=found.reason if with_reason else None,
        source=found.source,
        span=found.interval(zone),
        version=found.version,
    )


def subscribed_calendar_view(
    calendar: SubscribedCalendar, reading: CalendarReading
) -> SubscribedCalendarView:
    """Return a calendar as it is answered: nobody is shown where it is."""
    return SubscribedCalendarView(
        id=calendar.id,
        user_id=calendar.user_id,
        holiday_set_id=calendar.holiday_set_id,
        name=calendar.name,
        url=calendar.shown_url,
        include_free=calendar.include_free,
        refresh_seconds=calendar.refresh_seconds,
        status=reading.status,
        events=reading.events,
        left_out=reading.left_out,
        reason=reading.reason,
        failing_since=reading.failing_since,
        failures=reading.failures,
        tried_at=reading.tried_at,
        read_at=reading.read_at,
        due_at=reading.due_at,
        version=calendar.version,
    )


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


def known_on_call_view(known: KnownSchedule, at: datetime) -> OnCallView:
    """Return who was on call at an instant, or was to be, as it was known."""
    schedule = known.now
    return OnCallView(
        schedule_id=schedule.id, schedule_key=schedule.key, at=at, user_ids=known.on_call(at)
    )


def known_shift_views(known: KnownSchedule, interval: Interval) -> tuple[ShiftView, ...]:
    """Return the final shifts as they were known; see `shift_views`."""
    known.check_extent(interval)
    return tuple(_shift_view(shift) for shift in known.shifts(interval))


def known_gap_views(known: KnownSchedule, interval: Interval) -> tuple[GapView, ...]:
    """Return the gaps as they were known; see `gap_views`."""
    known.check_extent(interval)
    return tuple(GapView(start=gap.start, end=gap.end) for gap in known.gaps(interval))


def _shift_view(shift: Shift) -> ShiftView:
    return ShiftView(
        start=shift.interval.start,
        end=shift.interval.end,
        user_id=shift.user,
        source=shift.source,
    )
