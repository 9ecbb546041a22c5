"""A schedule as somebody knew it at an instant: what was to come by what was planned then.

Edits never change the past ("On-call 7"): up to that instant what is known now is what was known
then. So a version keeps only what still mattered when it was saved.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TypeVar

from attrs import evolve, frozen

from hikeshi.kernel.ids import ScheduleId, UserId
from hikeshi.kernel.intervals import Interval, merge
from hikeshi.oncall.model.extent import check_extent
from hikeshi.oncall.model.schedule import Schedule
from hikeshi.oncall.model.shift import Shift, gaps, on_call, shifts

T = TypeVar("T")


@frozen(kw_only=True)
class ScheduleVersion:
    """A schedule as it was saved.

    Args:
        schedule: Without the overrides that were over by then.
        saved_at: From then on it was known.
    """

    schedule: Schedule
    saved_at: datetime

    @classmethod
    def of(cls, schedule: Schedule, saved_at: datetime) -> "ScheduleVersion":
        """Return what is kept of a schedule that is saved."""
        live = tuple(each for each in schedule.overrides if each.end > saved_at)
        return cls(schedule=evolve(schedule, overrides=live), saved_at=saved_at)

    @property
    def schedule_id(self) -> ScheduleId:
        """Which schedule."""
        return self.schedule.id


@frozen(kw_only=True)
class KnownSchedule:
    """A schedule as it was known at an instant.

    Args:
        now: As it is known now: right for everything up to `known_at`.
        then: As it was planned at `known_at`: what comes after was known so.
    """

    now: Schedule
    then: Schedule
    known_at: datetime

    def check_extent(self, interval: Interval) -> None:
        """Refuse a question whose answer would keep everybody else waiting.

        Raises:
            TooManyPiecesError: At `/until`.
        """
        for schedule in (self.now, self.then):
            check_extent(schedule, interval)

    def on_call(self, at: datetime) -> tuple[UserId, ...]:
        """Return who was on call at an instant, or was to be."""
        return on_call(self.now if at < self.known_at else self.then, at)

    def shifts(self, interval: Interval) -> tuple[Shift, ...]:
        """Return the final shifts, merged per (person, source), clipped, by start, then person."""
        found: dict[tuple[UserId, str | None], list[Interval]] = {}
        for shift in self._parts(shifts, interval):
            found.setdefault((shift.user, shift.source), []).append(shift.interval)
        made = (
            Shift(user, span, source)
            for (user, source), spans in found.items()
            for span in merge(spans)
        )
        return tuple(sorted(made, key=lambda each: (each.interval.start, each.user)))

    def gaps(self, interval: Interval) -> tuple[Interval, ...]:
        """Return when nobody was on call, or was to be, in order."""
        return merge(self._parts(gaps, interval))

    def _parts(
        self, ask: Callable[[Schedule, Interval], Iterable[T]], interval: Interval
    ) -> Iterable[T]:
        middle = min(max(self.known_at, interval.start), interval.end)
        if interval.start < middle:
            yield from ask(self.now, Interval(interval.start, middle))
        if middle < interval.end:
            yield from ask(self.then, Interval(middle, interval.end))
