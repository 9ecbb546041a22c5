"""When something comes again, on the wall clock of a zone."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from enum import StrEnum

from attrs import frozen

from hikeshi.kernel.errors import Fault, InvalidError, Sentence
from hikeshi.kernel.local_form import TimeOfDay
from hikeshi.kernel.local_hours import Weekday
from hikeshi.kernel.local_time import first_instant, reached
from hikeshi.kernel.time_zones import time_zone

MOST_BETWEEN = 52
_DAY = timedelta(days=1)
_WEEK = tuple(Weekday)
#: Further ahead nothing comes again: 52 months are four years and four months.
_DAYS_AHEAD = 1_700


class RecurrenceType(StrEnum):
    """What is counted."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"


@frozen(kw_only=True)
class Recurrence:
    """When something comes again, on the wall clock of a zone.

    A time that happens twice means the first occurrence; one that does not exist means the end of
    the gap, that day only ("On-call 4").

    Args:
        type: Weekly, on `weekdays`; or monthly, on the day `day`.
        at: Time of day.
        time_zone: IANA name.
        weekdays: Of a weekly one; none = every day.
        day: Of a monthly one: 1 to 31, clipped to the month's end.
        every: So many weeks or months lie between two; more than one is counted from `start`.
        start: The first local day on which it may come.
    """

    type: RecurrenceType
    at: TimeOfDay
    time_zone: str
    weekdays: tuple[Weekday, ...] = ()
    day: int | None = None
    every: int = 1
    start: date | None = None

    def __attrs_post_init__(self) -> None:
        faults = tuple(_faults(self))
        if faults:
            raise InvalidError(f"{faults[0].pointer} {faults[0].detail}", faults=faults)

    def next_after(self, at: datetime) -> datetime | None:
        """Return the first instant after `at` at which it comes, if it comes within years."""
        zone = time_zone(self.time_zone)
        first = reached(at, zone).date() - _DAY
        if self.start is not None:
            first = max(first, self.start)
        for ahead in range(_DAYS_AHEAD):
            try:
                day = first + ahead * _DAY
            except OverflowError:
                return None
            if self.comes_on(day):
                found = first_instant(datetime.combine(day, self.at), zone)
                if found > at:
                    return found
        return None

    def comes_on(self, day: date) -> bool:
        """Say whether it comes on that local day."""
        if self.start is not None and day < self.start:
            return False
        if self.type is RecurrenceType.WEEKLY:
            return (not self.weekdays or _WEEK[day.weekday()] in self.weekdays) and self._turn(day)
        last = monthrange(day.year, day.month)[1]
        return day.day == min(self.day or 1, last) and self._turn(day)

    def _turn(self, day: date) -> bool:
        if self.start is None:
            return True
        return (self._count(day) - self._count(self.start)) % self.every == 0

    def _count(self, day: date) -> int:
        """Return the number of the week, from Monday on, or of the month, counted from anywhere."""
        if self.type is RecurrenceType.MONTHLY:
            return day.year * 12 + day.month
        return (day.toordinal() - 1) // 7


def _faults(said: Recurrence) -> Iterator[Fault]:
    try:
        time_zone(said.time_zone)
    except InvalidError as error:
        yield Fault("/time_zone", error.said)
    monthly = said.type is RecurrenceType.MONTHLY
    if monthly and said.day is None:
        yield Fault("/day", "is required of a monthly recurrence: 1 to 31")
    if said.day is not None and not monthly:
        yield Fault("/day", "belongs to a monthly recurrence: name weekdays instead")
    if said.day is not None and not 1 <= said.day <= 31:
        yield Fault("/day", "must be 1 to 31; a shorter month takes its last day")
    if said.weekdays and monthly:
        yield Fault("/weekdays", "belong to a weekly recurrence: name a day instead")
    if not 1 <= said.every <= MOST_BETWEEN:
        yield Fault("/every", Sentence("must be 1 to {most}", most=MOST_BETWEEN))
    elif said.every > 1 and said.start is None:
        yield Fault("/start", "is required where every is more than 1: it is counted from there")
