"""Who is on call over a long stretch of time, asked again and again at later and later instants."""

from bisect import bisect_right
from collections.abc import Callable
from datetime import datetime, timedelta

from attrs import define, field, frozen

from hikeshi.flow.directory import Directory
from hikeshi.kernel.ids import ScheduleId, UserId
from hikeshi.kernel.intervals import Interval
from hikeshi.oncall import Schedule, breakpoints, on_call

#: How much is looked up beyond what was asked for.
_AHEAD = timedelta(days=7)


@frozen(eq=False)
class Crew:
    """People who are on call together; one object for the same people, compared by identity."""

    people: tuple[UserId, ...]


@define(eq=False)
class Roll:
    """One schedule, written out from its breakpoints as far as anybody asked.

    Args:
        since: Nothing is asked about before.
        until: Written out up to here.
        starts: When each entry begins, ascending; the first is `since`.
        crews: Who is on call from that instant to the next; only active people.
        known: Every crew there is.
    """

    schedule: Schedule
    is_active: Callable[[UserId], bool]
    known: dict[tuple[UserId, ...], Crew]
    since: datetime
    until: datetime
    starts: list[datetime] = field(factory=list)
    crews: list[Crew] = field(factory=list)

    def __attrs_post_init__(self) -> None:
        self._write(self.since, self.until)

    def at(self, instant: datetime) -> tuple[Crew, datetime]:
        """Return who is on call, and an instant until which that does not change."""
        if instant >= self.until:
            self._extend(instant + _AHEAD)
        index = bisect_right(self.starts, instant)
        end = self.starts[index] if index < len(self.starts) else self.until
        return self.crews[index - 1], end

    def covered(self, after: datetime, until: datetime) -> datetime | None:
        """Return the first instant after `after`, `until` included, at which somebody is there."""
        return self._first(after, until, lambda crew, _: bool(crew.people))

    def changes(self, after: datetime, until: datetime) -> datetime | None:
        """Return the first instant after `after`, `until` included, at which others are there."""
        return self._first(after, until, lambda crew, before: crew is not before)

    def _first(
        self,
        after: datetime,
        until: datetime,
        fits: Callable[[Crew, Crew], bool],
    ) -> datetime | None:
        if until >= self.until:
            self._extend(until + _AHEAD)
        first = bisect_right(self.starts, after)
        before = self.crews[first - 1]
        for index in range(first, len(self.starts)):
            if self.starts[index] > until:
                return None
            if fits(self.crews[index], before):
                return self.starts[index]
        return None

    def _extend(self, until: datetime) -> None:
        self._write(self.until, until)
        self.until = until

    def _write(self, since: datetime, until: datetime) -> None:
        for start in (since, *breakpoints(self.schedule, Interval(since, until))):
            people = tuple(u for u in on_call(self.schedule, start) if self.is_active(u))
            crew = self.known.setdefault(people, Crew(people))
            if not self.crews or crew is not self.crews[-1]:
                self.starts.append(start)
                self.crews.append(crew)


@define
class Staffing:
    """The rolls of all schedules somebody asked about."""

    directory: Directory
    interval: Interval
    rolls: dict[ScheduleId, Roll | None] = field(factory=dict)
    crews: dict[tuple[UserId, ...], Crew] = field(factory=dict)

    def roll(self, schedule_id: ScheduleId) -> Roll | None:
        """Return the roll of a schedule; nothing where there is no such schedule."""
        if schedule_id not in self.rolls:
            schedule = self.directory.schedules.get(schedule_id)
            self.rolls[schedule_id] = self._write(schedule) if schedule is not None else None
        return self.rolls[schedule_id]

    def _write(self, schedule: Schedule) -> Roll:
        start, end = self.interval.start, self.interval.end
        return Roll(schedule, self.directory.is_active, self.crews, start, end)
