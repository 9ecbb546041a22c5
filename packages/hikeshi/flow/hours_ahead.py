"""Hours and days over a long stretch of time, written out once and asked again and again."""

from bisect import bisect_right
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from attrs import define, field, frozen

from hikeshi.flow.almanac import LiveAlmanac
from hikeshi.kernel.condition import ConditionHours
from hikeshi.kernel.ids import HolidaySetId
from hikeshi.kernel.intervals import Interval
from hikeshi.kernel.local_hours import LocalHours
from hikeshi.kernel.local_time import first_instant, reached
from hikeshi.kernel.time_zones import time_zone

_DAY = timedelta(days=1)
#: How much is looked up beyond what was asked for.
_AHEAD = timedelta(days=7)
#: Openings further ahead are none that an incident nobody acknowledges could come to see.
OPENINGS_AHEAD = timedelta(days=70)


@define(eq=False)
class Phases:
    """Something that holds at some times and at others does not.

    Args:
        holds: Whether it holds at an instant.
        changes: The instants of an interval at which that may change.
        since: Nothing is asked about before.
        until: Written out up to here.
        starts: When each phase begins, ascending; the first is `since`.
        values: Whether it holds from that instant to the next.
    """

    holds: Callable[[datetime], bool]
    changes: Callable[[Interval], Iterator[datetime]]
    since: datetime
    until: datetime
    starts: list[datetime] = field(factory=list)
    values: list[bool] = field(factory=list)

    def __attrs_post_init__(self) -> None:
        self._write(self.since, self.until)

    def at(self, instant: datetime) -> tuple[bool, datetime]:
        """Return whether it holds, and an instant until which that does not change."""
        if instant >= self.until:
            following = instant + _AHEAD
            self._write(self.until, following)
            self.until = following
        index = bisect_right(self.starts, instant)
        end = self.starts[index] if index < len(self.starts) else self.until
        return self.values[index - 1], end

    def _write(self, since: datetime, until: datetime) -> None:
        for start in (since, *sorted(set(self.changes(Interval(since, until))))):
            value = self.holds(start)
            if not self.values or value is not self.values[-1]:
                self.starts.append(start)
                self.values.append(value)


@define(eq=False)
class Openings:
    """The instants at which windows of hours open.

    Args:
        opens: Those of an interval, in no order.
        since: Nothing is asked about before.
        until: Written out up to here.
        starts: The instants, ascending.
    """

    opens: Callable[[Interval], Iterator[datetime]]
    since: datetime
    until: datetime
    starts: list[datetime] = field(factory=list)

    def __attrs_post_init__(self) -> None:
        self.starts = sorted(set(self.opens(Interval(self.since, self.until))))

    def after(self, instant: datetime) -> datetime | None:
        """Return the first one after an instant; nothing where it is too far ahead."""
        last = instant + OPENINGS_AHEAD
        if last >= self.until:
            following = last + _AHEAD
            self.starts += sorted(set(self.opens(Interval(self.until, following))))
            self.until = following
        index = bisect_right(self.starts, instant)
        found = self.starts[index] if index < len(self.starts) else None
        return found if found is not None and found <= last else None


@frozen
class HoursAhead:
    """Whatever hours and days somebody asked about, each written out once.

    Args:
        almanac: The holidays as they are configured.
        interval: What is written out at first.
    """

    almanac: LiveAlmanac
    interval: Interval
    _hours: dict[LocalHours, Phases] = field(factory=dict, init=False)
    _days: dict[tuple[HolidaySetId, str], Phases] = field(factory=dict, init=False)
    _openings: dict[LocalHours, Openings] = field(factory=dict, init=False)
    _people: dict[tuple[tuple[ConditionHours, ...], str], Phases] = field(factory=dict, init=False)

    def open(self, hours: LocalHours) -> Phases:
        """Return when one of the windows is open."""
        if hours not in self._hours:
            closed = self.almanac.closed(hours)
            self._hours[hours] = self._phases(
                lambda at: hours.open_at(at, closed), lambda span: hours.changes(span, closed)
            )
        return self._hours[hours]

    def openings(self, hours: LocalHours) -> Openings:
        """Return when windows open."""
        if hours not in self._openings:
            closed = self.almanac.closed(hours)
            start, end = self.interval.start, self.interval.end
            self._openings[hours] = Openings(lambda span: hours.openings(span, closed), start, end)
        return self._openings[hours]

    def holiday(self, set_id: HolidaySetId, zone: str) -> Phases:
        """Return when the local day of a zone is one of a set."""
        known = (set_id, zone)
        if known not in self._days:
            self._days[known] = self._phases(
                lambda at: self.almanac.is_holiday(set_id, zone, at),
                lambda span: midnights(zone, span),
            )
        return self._days[known]

    def within(self, times: tuple[ConditionHours, ...], zone: str) -> Phases:
        """Return when somebody who lives in a zone is within one of these hours."""
        known = (times, zone)
        if known not in self._people:
            parts = [self.open(entry.hours_in(zone)) for entry in times]
            entries = [entry.hours_in(zone) for entry in times]
            self._people[known] = self._phases(
                lambda at: any(part.at(at)[0] for part in parts),
                lambda span: (at for hours in entries for at in hours.changes(span)),
            )
        return self._people[known]

    def presence(
        self, times: tuple[ConditionHours, ...], zone: str, quiet: LocalHours | None
    ) -> Phases:
        """Return when somebody is within one of these hours, where any, and not in quiet ones."""
        parts = [self.within(times, zone)] if times else []
        asleep = [self.open(quiet)] if quiet is not None else []
        return self._phases(
            lambda at: all(p.at(at)[0] for p in parts) and not any(p.at(at)[0] for p in asleep),
            lambda span: (at for phases in (*parts, *asleep) for at in phases.changes(span)),
        )

    def _phases(
        self,
        holds: Callable[[datetime], bool],
        changes: Callable[[Interval], Iterator[datetime]],
    ) -> Phases:
        return Phases(holds, changes, self.interval.start, self.interval.end)


def midnights(name: str, span: Interval) -> Iterator[datetime]:
    """Yield the instants at which a local day begins in a zone, from the day the span begins in."""
    zone = time_zone(name)
    day = reached(span.start, zone).replace(hour=0, minute=0, second=0, microsecond=0)
    while (at := first_instant(day, zone)) < span.end:
        yield at
        day += _DAY
