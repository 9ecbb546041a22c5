"""How much rest people get between times on call, and what breaks that."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from attrs import field, frozen
from attrs.validators import ge, le

from hikeshi.kernel.intervals import Interval, merge
from hikeshi.kernel.local_time import first_instant

_DAY = timedelta(days=1)
#: Any night holds the time between midnight and five (Directive 2003/88/EC, article 2(3)).
_NIGHT = time(5)


class RestBreach(StrEnum):
    """Which rule a further time on call would break."""

    TOO_LITTLE_REST = "too_little_rest"
    TOO_LONG = "too_long"
    TOO_MANY_NIGHTS = "too_many_nights"


@frozen(kw_only=True)
class RestRules:
    """What a time on call must leave of rest.

    Args:
        min_rest: Between two times on call; 11 hours are the daily rest of the European Union
            (Directive 2003/88/EC, article 3).
        max_consecutive: The longest time on call without such a rest; by default the usual week.
        max_nights_per_week: Of any seven nights, on the person's own clock.
    """

    min_rest: timedelta = timedelta(hours=11)
    max_consecutive: timedelta = timedelta(days=7)
    max_nights_per_week: int = field(default=7, validator=[ge(0), le(7)])

    @property
    def reach(self) -> timedelta:
        """How far before and after a time on call others matter to it."""
        return max(self.min_rest + self.max_consecutive, 7 * _DAY)

    def breaches(
        self, duty: Interval, others: Iterable[Interval], zone: ZoneInfo
    ) -> tuple[RestBreach, ...]:
        """Return the rules that a further time on call would break.

        Args:
            duty: The time on call that is new.
            others: When the person is on call anyway, as far as it may matter.
            zone: The person's own.
        """
        spans = merge((duty, *others))
        at = next(i for i, s in enumerate(spans) if s.start <= duty.start and duty.end <= s.end)
        found = []
        if self._rests_too_little(spans, at):
            found.append(RestBreach.TOO_LITTLE_REST)
        if spans[at].duration > self.max_consecutive:
            found.append(RestBreach.TOO_LONG)
        if self._too_many_nights(duty, spans, zone):
            found.append(RestBreach.TOO_MANY_NIGHTS)
        return tuple(found)

    def _rests_too_little(self, spans: Sequence[Interval], at: int) -> bool:
        pauses = [spans[at].start - earlier.end for earlier in spans[max(at - 1, 0) : at]]
        pauses += [later.start - spans[at].end for later in spans[at + 1 : at + 2]]
        return any(pause < self.min_rest for pause in pauses)

    def _too_many_nights(self, duty: Interval, spans: Sequence[Interval], zone: ZoneInfo) -> bool:
        if self.max_nights_per_week == 7:
            return False
        worked = {night for span in spans for night in nights(span, zone)}
        for new in nights(duty, zone):
            for first in range(-6, 1):
                week = {new + (first + day) * _DAY for day in range(7)}
                if len(week & worked) > self.max_nights_per_week:
                    return True
        return False


def nights(span: Interval, zone: ZoneInfo) -> Iterator[date]:
    """Yield the days whose time between midnight and five the span touches, in order."""
    day = span.start.astimezone(zone).date()
    while first_instant(datetime.combine(day, time()), zone) < span.end:
        if span.start < first_instant(datetime.combine(day, _NIGHT), zone):
            yield day
        day += _DAY
