"""Hours of the local day: when somebody is there, or a rule holds.

The rules are those of on-call restrictions ("On-call 4" and "On-call 5"): a window belongs to the
day on which it opens, its end is a wall-clock time, equal times mean the whole day, a window inside
a gap of the local clock vanishes and one over a repeated hour lasts longer.
"""

from collections.abc import Container, Iterable, Iterator
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Annotated
from zoneinfo import ZoneInfo

from attrs import frozen
from cattrs import override

from hikeshi.kernel.errors import InvalidError
from hikeshi.kernel.ids import HolidaySetId
from hikeshi.kernel.intervals import Interval
from hikeshi.kernel.local_form import read_time_of_day, write_time
from hikeshi.kernel.local_time import first_instant, reached
from hikeshi.kernel.time_zones import time_zone

_DAY = timedelta(days=1)
#: Further ahead nothing is looked for: a year of holidays is none to wait for.
_DAYS_AHEAD = 400
_NO_DAYS: frozenset[date] = frozenset()


class Weekday(StrEnum):
    """A day of the local week."""

    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"


_WEEK = tuple(Weekday)
_opens = override(rename="from", struct_hook=read_time_of_day, unstruct_hook=write_time)
_closes = override(rename="to", struct_hook=read_time_of_day, unstruct_hook=write_time)


@frozen(kw_only=True)
class DailyHours:
    """From a wall-clock time to another on certain weekdays; equal times mean the whole day.

    Args:
        weekdays: Those on which it opens.
        closes: At or before `opens` it lies on the next day.
    """

    weekdays: tuple[Weekday, ...] = _WEEK
    opens: Annotated[time, _opens] = time(0)
    closes: Annotated[time, _closes] = time(0)

    def __attrs_post_init__(self) -> None:
        if not self.weekdays:
            raise InvalidError.at("/weekdays", "must name at least one day, or be left out")

    def opens_on(self, day: date) -> bool:
        """Say whether a window opens on that local day."""
        return _WEEK[day.weekday()] in self.weekdays

    def window(self, day: date) -> tuple[datetime, datetime]:
        """Return the local times at which the window of that day opens and closes."""
        start, end = datetime.combine(day, self.opens), datetime.combine(day, self.closes)
        return start, end if end > start else end + _DAY


@frozen(kw_only=True)
class LocalHours:
    """Windows of the local day in one zone; on holidays none opens.

    Args:
        time_zone: IANA name.
        windows: Open in any of them.
        holidays: Sets of days on which no window opens.
    """

    time_zone: str
    windows: tuple[DailyHours, ...]
    holidays: tuple[HolidaySetId, ...] = ()

    def __attrs_post_init__(self) -> None:
        try:
            time_zone(self.time_zone)
        except InvalidError as error:
            raise InvalidError.at("/time_zone", error.said) from None

    @property
    def zone(self) -> ZoneInfo:
        """The zone of the windows."""
        return time_zone(self.time_zone)

    def open_at(self, at: datetime, closed: Container[date] = _NO_DAYS) -> bool:
        """Say whether a window is open at an instant.

        Args:
            at: The instant.
            closed: Local days on which none opens.
        """
        local = reached(at, self.zone)
        return any(
            start <= local < end
            for day in (local.date(), local.date() - _DAY)
            for start, end in self._windows(day, closed)
        )

    def opening_after(self, at: datetime, closed: Container[date] = _NO_DAYS) -> datetime | None:
        """Return the first instant after `at` at which a window opens; none within a year or so."""
        today = reached(at, self.zone).date()
        for ahead in range(-1, _DAYS_AHEAD):
            day = today + ahead * _DAY
            starts = [start for start, _ in self._instants(day, closed) if start > at]
            if starts:
                return min(starts)
        return None

    def closing_after(self, at: datetime, closed: Container[date] = _NO_DAYS) -> datetime | None:
        """Return the first instant, `at` included, at which no window is open."""
        for _ in range(_DAYS_AHEAD):
            day = reached(at, self.zone).date()
            ends = [
                end
                for near in (day - _DAY, day)
                for start, end in self._instants(near, closed)
                if start <= at < end
            ]
            if not ends:
                return at
            at = max(ends)
        return None

    def elapsed_outside(self, at: datetime, span: timedelta) -> datetime | None:
        """Return when so much time has passed outside the windows; none where they never close.

        The instant is outside them itself: a clock that stands still in them shows it last.
        """
        for _ in range(_DAYS_AHEAD):
            free = self.closing_after(at)
            if free is None:
                return None
            opens = self.opening_after(free)
            if opens is None or free + span < opens:
                return free + span
            at, span = opens, span - (opens - free)
        return None

    def changes(self, interval: Interval, closed: Container[date] = _NO_DAYS) -> Iterator[datetime]:
        """Yield the instants of an interval at which a window opens or closes, in no order."""
        for window in self._around(interval, closed):
            yield from (at for at in window if at in interval)

    def openings(
        self, interval: Interval, closed: Container[date] = _NO_DAYS
    ) -> Iterator[datetime]:
        """Yield the instants of an interval at which a window opens, in no order."""
        return (start for start, _ in self._around(interval, closed) if start in interval)

    def _around(
        self, interval: Interval, closed: Container[date]
    ) -> Iterator[tuple[datetime, datetime]]:
        day = reached(interval.start, self.zone).date() - _DAY
        last = reached(interval.end, self.zone).date()
        while day <= last:
            yield from self._instants(day, closed)
            day += _DAY

    def _windows(self, day: date, closed: Container[date]) -> Iterable[tuple[datetime, datetime]]:
        if day in closed:
            return ()
        return (window.window(day) for window in self.windows if window.opens_on(day))

    def _instants(self, day: date, closed: Container[date]) -> Iterator[tuple[datetime, datetime]]:
        for start, end in self._windows(day, closed):
            opens, closes = first_instant(start, self.zone), first_instant(end, self.zone)
            if opens < closes:  # otherwise the local clock jumps over it
                yield opens, closes
