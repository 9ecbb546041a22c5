"""A time at which a person cannot be on call: leave, illness, travel."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from attrs import frozen

from hikeshi.kernel.errors import InvalidError, Sentence
from hikeshi.kernel.ids import UnavailabilityId, UserId
from hikeshi.kernel.intervals import Interval
from hikeshi.kernel.local_time import first_instant

MANUAL = "manual"
#: What comes from a calendar is named after it: `ics:<subscription>`.
CALENDAR = "ics:"

LONGEST_UNAVAILABILITY = timedelta(days=3 * 366)
LONGEST_REASON = 500
_DAY = timedelta(days=1)
#: The earliest and the latest zone there are.
_AHEAD, _BEHIND = timedelta(hours=14), timedelta(hours=12)
_FIRST, _LAST = date(1970, 1, 1), date(2999, 12, 31)


@frozen(kw_only=True)
class UnavailabilityDraft:
    """The fields of an unavailability: two instants, or whole days on the person's own clock.

    Args:
        start: The first instant; goes with `end`.
        end: The first instant after it.
        first_day: The first whole day, instead of instants.
        last_day: The last whole day, included; nothing = the first one.
        reason: For the person and who looks after them; nobody else is shown it.
    """

    start: datetime | None = None
    end: datetime | None = None
    first_day: date | None = None
    last_day: date | None = None
    reason: str | None = None

    def __attrs_post_init__(self) -> None:
        if self.first_day is not None:
            self._check_days(self.first_day)
        else:
            self._check_instants()
        if self.reason is not None and len(self.reason) > LONGEST_REASON:
            raise InvalidError.at(
                "/reason", Sentence("must be {most} characters at most", most=LONGEST_REASON)
            )

    def _check_days(self, first: date) -> None:
        for pointer, bound in (("/start", self.start), ("/end", self.end)):
            if bound is not None:
                raise InvalidError.at(pointer, "does not go with first_day: leave one out")
        last = self.last_day or first
        if not _FIRST <= first <= _LAST:
            raise InvalidError.at("/first_day", "must be within the years 1970 to 2999")
        if not first <= last <= min(_LAST, first + LONGEST_UNAVAILABILITY):
            raise InvalidError.at(
                "/last_day", "must be on or after first_day, within three years and the year 2999"
            )

    def _check_instants(self) -> None:
        if self.last_day is not None:
            raise InvalidError.at("/last_day", "needs first_day")
        for pointer, bound in (("/start", self.start), ("/end", self.end)):
            if bound is None:
                raise InvalidError.at(pointer, "is required, or first_day for whole days")
        if self.start is None or self.end is None:
            return
        if not self.start < self.end <= _later(self.start):
            raise InvalidError.at("/end", "must be after the start, within three years")


@frozen(kw_only=True)
class Unavailability(UnavailabilityDraft):
    """A time at which a person cannot be on call.

    Args:
        source: `manual`, or `ics:` and the name of the calendar it comes from.
        version: Counts edits, from 1.
    """

    id: UnavailabilityId
    user_id: UserId
    source: str = MANUAL
    version: int = 1

    @property
    def is_from_calendar(self) -> bool:
        """Say whether it is changed where it comes from, not here."""
        return self.source.startswith(CALENDAR)

    @property
    def bounds(self) -> Interval:
        """The instants it lies within, wherever on Earth the person may be."""
        if self.start is not None and self.end is not None:
            return Interval(self.start, self.end)
        first, after = self._days()
        return Interval(first.replace(tzinfo=UTC) - _AHEAD, after.replace(tzinfo=UTC) + _BEHIND)

    def interval(self, zone: ZoneInfo) -> Interval:
        """Return the instants; whole days are those of the zone, of 23 or 25 hours too."""
        if self.start is not None and self.end is not None:
            return Interval(self.start, self.end)
        first, after = self._days()
        return Interval(first_instant(first, zone), first_instant(after, zone))

    def _days(self) -> tuple[datetime, datetime]:
        first = self.first_day or _FIRST
        last = self.last_day or first
        return datetime.combine(first, time()), datetime.combine(last + _DAY, time())


def _later(start: datetime) -> datetime:
    try:
        return start + LONGEST_UNAVAILABILITY
    except OverflowError:
        return datetime.max.replace(tzinfo=UTC)
