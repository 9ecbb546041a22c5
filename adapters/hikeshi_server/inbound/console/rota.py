"""Who is on call now, until when, and who comes next."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from attrs import define, field, frozen

from hikeshi.kernel.ids import ScheduleId, UserId
from hikeshi.kernel.intervals import Interval
from hikeshi.oncall import Schedule, breakpoints, on_call

#: How far ahead the next hand-off is looked for.
AHEAD = timedelta(days=14)
#: Most hand-offs are near: the nearer part is looked at first.
_NEAR = (timedelta(days=1), timedelta(days=7), AHEAD)
#: How long an answer without a hand-off in sight is believed.
_BELIEVED = timedelta(hours=1)


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


@frozen
class _Known:
    duty: Duty
    since: datetime
    until: datetime


@define
class Rota:
    """Says how schedules are now; an answer holds until the hand-off, or until an edit."""

    _known: dict[ScheduleId, _Known] = field(factory=dict)

    def duties(self, schedules: Iterable[Schedule], now: datetime) -> list[Duty]:
        """Return how each schedule is, by name."""
        return [self.duty(found, now) for found in sorted(schedules, key=lambda s: (s.name, s.key))]

    def duty(self, schedule: Schedule, now: datetime) -> Duty:
        """Return how a schedule is."""
        known = self._known.get(schedule.id)
        if (
            known is not None
            and known.duty.schedule is schedule
            and known.since <= now < known.until
        ):
            return known.duty
        duty = _duty(schedule, now)
        self._known[schedule.id] = _Known(duty, now, duty.until or now + _BELIEVED)
        return duty


def _duty(schedule: Schedule, now: datetime) -> Duty:
    people = on_call(schedule, now)
    looked_at = now
    for ahead in _NEAR:
        frame = Interval(looked_at, now + ahead)
        for at in (*breakpoints(schedule, frame), frame.end):
            then = on_call(schedule, at)
            if then != people:
                return Duty(schedule, people, at, then)
        looked_at = frame.end
    return Duty(schedule, people, None, people)
