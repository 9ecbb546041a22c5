"""The shifts a calendar program shows: a window that moves once a month, so that clients cache."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from attrs import frozen

from hikeshi.kernel.errors import InvalidError
from hikeshi.kernel.ids import ScheduleId, UserId
from hikeshi.kernel.intervals import Interval
from hikeshi.oncall.model.extent import check_extent
from hikeshi.oncall.model.schedule import Schedule
from hikeshi.oncall.model.shift import merged_shifts

#: At least so much of the past and of the future is shown.
SHOWN_BEFORE = timedelta(days=30)
SHOWN_AFTER = timedelta(days=180)
#: Calendar programs choke on more.
MOST_ENTRIES = 10_000


class CalendarTooLongError(InvalidError):
    """There are too many shifts for a calendar; ask for the shifts of a shorter time instead."""


@frozen(kw_only=True)
class CalendarEntry:
    """One shift as a calendar shows it.

    Args:
        interval: Whole seconds, in UTC; iCalendar knows nothing finer.
        edition: Grows with every edit of the schedule.
    """

    schedule_id: ScheduleId
    user_id: UserId
    interval: Interval
    edition: int

    @property
    def uid(self) -> str:
        """The same for the same shift, however often it is read or prolonged (RFC 7986, 5.3)."""
        start = self.interval.start.strftime("%Y%m%dT%H%M%SZ")
        return f"{self.schedule_id}.{self.user_id}.{start}@hikeshi"


def calendar_window(now: datetime) -> Interval:
    """Return what a calendar shows: whole months in UTC, so that it changes once a month."""
    first = _month(now - SHOWN_BEFORE)
    last = _month(now + SHOWN_AFTER)
    return Interval(first, _month(last + timedelta(days=31)))


def calendar_of_schedule(schedule: Schedule, window: Interval) -> tuple[CalendarEntry, ...]:
    """Return a schedule's final shifts, merged per person, by start, then person.

    Raises:
        TooManyPiecesError: There are more hand-offs than one answer may cost.
        CalendarTooLongError: There are more shifts than a calendar can hold.
    """
    return _bounded(_entries(schedule, window))


def calendar_of_user(
    schedules: Iterable[Schedule], user_id: UserId, window: Interval
) -> tuple[CalendarEntry, ...]:
    """Return a person's final shifts on all schedules, by start, then schedule.

    Raises:
        TooManyPiecesError: There are more hand-offs than one answer may cost.
        CalendarTooLongError: There are more shifts than a calendar can hold.
    """
    found = [
        entry
        for schedule in schedules
        if schedule.names(user_id, window.start)
        for entry in _entries(schedule, window)
        if entry.user_id == user_id
    ]
    found.sort(key=lambda entry: (entry.interval.start, entry.schedule_id))
    return _bounded(found)


def _entries(schedule: Schedule, window: Interval) -> list[CalendarEntry]:
    check_extent(schedule, window)
    found = []
    for shift in merged_shifts(schedule, window):
        start, end = _second(shift.interval.start), _second(shift.interval.end)
        if start < end:
            found.append(
                CalendarEntry(
                    schedule_id=schedule.id,
                    user_id=shift.user,
                    interval=Interval(start, end),
                    edition=schedule.version,
                )
            )
    return found


def _bounded(entries: list[CalendarEntry]) -> tuple[CalendarEntry, ...]:
    if len(entries) > MOST_ENTRIES:
        raise CalendarTooLongError
    return tuple(entries)


def _month(at: datetime) -> datetime:
    return datetime(at.year, at.month, 1, tzinfo=UTC)


def _second(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(microsecond=0)
