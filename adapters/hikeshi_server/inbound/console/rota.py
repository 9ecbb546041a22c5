"""Who is on call now, until when, and who comes next."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from attrs import frozen

from hikeshi.kernel.ids import UserId
from hikeshi.kernel.intervals import Interval
from hikeshi.oncall import Schedule, breakpoints, on_call

#: How far ahead the next hand-off is looked for.
AHEAD = timedelta(days=14)


@frozen
class Duty:
    """A schedule as it is now.

    Args:
        people: On call now; nobody is a gap.
        until: When that changes; nothing within the next two weeks.
        then: Who is on call from then on.
    """

    schedule: Schedule
    people: tuple[UserId, ...]
    until: datetime | None
    then: tuple[UserId, ...]


def duties(schedules: Iterable[Schedule], now: datetime) -> list[Duty]:
    """Return how each schedule is now, by name."""
    return [_duty(found, now) for found in sorted(schedules, key=lambda s: (s.name, s.key))]


def _duty(schedule: Schedule, now: datetime) -> Duty:
    people = on_call(schedule, now)
    for at in breakpoints(schedule, Interval(now, now + AHEAD)):
        then = on_call(schedule, at)
        if then != people:
            return Duty(schedule, people, at, then)
    return Duty(schedule, people, None, people)
