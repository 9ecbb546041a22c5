"""Who is on call over a long stretch of time, asked again and again at later and later instants."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta

from attrs import define, field

from hikeshi.flow.directory import Directory
from hikeshi.kernel.ids import ScheduleId, UserId
from hikeshi.kernel.intervals import Interval
from hikeshi.oncall import Schedule, breakpoints, on_call

#: How much is looked up beyond what was asked for.
_AHEAD = timedelta(days=7)


@define
class Roll:
    """One schedule, written out from its breakpoints as far as anybody asked.

    Args:
        since: Nothing is asked about before.
        until: Written out up to here.
        starts: When each entry begins, ascending; the first is `since`.
        people: Who is on call from that instant to the next; only active people.
    """

    schedule: Schedule
    is_active: Callable[[UserId], bool]
    since: datetime
    until: datetime
    starts: list[datetime] = field(factory=list)
    people: list[tuple[UserId, ...]] = field(factory=list)

    def __attrs_post_init__(self) -> None:
        self._write(self.since, self.until)

    def at(self, instant: datetime) -> tuple[tuple[UserId, ...], datetime]:
        """Return who is on call, and an instant until which that does not change."""
        if instant >= self.until:
            self._extend(instant + _AHEAD)
        index = bisect_right(self.starts, instant)
        end = self.starts[index] if index < len(self.starts) else self.until
        return self.people[index - 1], end

    def covered(self, after: datetime, until: datetime) -> datetime | None:
        """Return the first instant after `after`, `until` included, at which somebody is there."""
        return self._first(after, until, lambda people, _: bool(people))

    def changes(self, after: datetime, until: datetime) -> datetime | None:
        """Return the first instant after `after`, `until` included, at which others are there."""
        return self._first(after, until, lambda people, before: people != before)

    def _first(
        self,
        after: datetime,
        until: datetime,
        fits: Callable[[tuple[UserId, ...], tuple[UserId, ...]], bool],
    ) -> datetime | None:
        if until >= self.until:
            self._extend(until + _AHEAD)
        first = bisect_right(self.starts, after)
        before = self.people[first - 1]
        for index in range(first, len(self.starts)):
            if self.starts[index] > until:
                return None
            if fits(self.people[index], before):
                return self.starts[index]
        return None

    def _extend(self, until: datetime) -> None:
        self._write(self.until, until)
        self.until = until

    def _write(self, since: datetime, until: datetime) -> None:
        for start in (since, *breakpoints(self.schedule, Interval(since, until))):
            people = tuple(u for u in on_call(self.schedule, start) if self.is_active(u))
            if not self.people or people != self.people[-1]:
                self.starts.append(start)
                self.people.append(people)


@define
class Staffing:
    """The rolls of all schedules somebody asked about."""

    directory: Directory
    interval: Interval
    rolls: dict[ScheduleId, Roll | None] = field(factory=dict)

    def roll(self, schedule_id: ScheduleId) -> Roll | None:
        """Return the roll of a schedule; nothing where there is no such schedule."""
        if schedule_id not in self.rolls:
            self.rolls[schedule_id] = self._write(self.directory.schedules, schedule_id)
        return self.rolls[schedule_id]

    def covered(
        self, schedules: Iterable[ScheduleId], after: datetime, until: datetime
    ) -> datetime | None:
        """Return the first instant in (after, until] at which one of them has somebody."""
        rolls = (self.roll(schedule_id) for schedule_id in schedules)
        found = (roll.covered(after, until) for roll in rolls if roll is not None)
        return min((at for at in found if at is not None), default=None)

    def changes(
        self, schedules: Iterable[ScheduleId], after: datetime, until: datetime
    ) -> datetime | None:
        """Return the first instant in (after, until] at which one of them has others."""
        rolls = (self.roll(schedule_id) for schedule_id in schedules)
        found = (roll.changes(after, until) for roll in rolls if roll is not None)
        return min((at for at in found if at is not None), default=None)

    def _write(
        self, schedules: Mapping[ScheduleId, Schedule], schedule_id: ScheduleId
    ) -> Roll | None:
        schedule = schedules.get(schedule_id)
        if schedule is None:
            return None
        start, end = self.interval.start, self.interval.end
        return Roll(schedule, self.directory.is_active, start, end)
