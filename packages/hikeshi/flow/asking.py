"""What an unanswered incident asks of schedules, relative to the instant it was triggered."""

from datetime import datetime, timedelta

from attrs import frozen

from hikeshi.flow.staffing import Staffing
from hikeshi.kernel.ids import ScheduleId, UserId

#: People, a span of time counted from the trigger, or nothing found.
Answer = tuple[UserId, ...] | timedelta | None
#: An answer, and for how much later a trigger it stays so.
Answered = tuple[Answer, timedelta]
_FOR_EVER = timedelta.max


@frozen
class Look:
    """Who is on call so long after the trigger?

    Args:
        fixed: The instant belongs to a shift and does not move with the trigger.
    """

    schedule_id: ScheduleId
    after: timedelta
    fixed: bool

    def ask(self, staffing: Staffing, trigger: datetime) -> Answered:
        """Return the people; the answer stays until the schedule changes."""
        roll = staffing.roll(self.schedule_id)
        if roll is None:
            return (), _FOR_EVER
        at = trigger + self.after
        people, until = roll.at(at)
        return people, _FOR_EVER if self.fixed else until - at


@frozen
class Wait:
    """When is one of the schedules covered, after one and until another span from the trigger?

    Whoever asks has looked before, and looks again at the end: their answers change no later
    than this one.
    """

    schedules: tuple[ScheduleId, ...]
    after: timedelta
    until: timedelta

    def ask(self, staffing: Staffing, trigger: datetime) -> Answered:
        """Return how long after the trigger, or nothing."""
        found = staffing.covered(self.schedules, trigger + self.after, trigger + self.until)
        return None if found is None else found - trigger, _FOR_EVER


@frozen
class Change:
    """When has one of the schedules other people, after one and until another span?

    Whoever asks looks again just before: that answer changes no later than this one.
    """

    schedules: tuple[ScheduleId, ...]
    after: timedelta
    until: timedelta

    def ask(self, staffing: Staffing, trigger: datetime) -> Answered:
        """Return how long after the trigger, or nothing."""
        found = staffing.changes(self.schedules, trigger + self.after, trigger + self.until)
        return None if found is None else found - trigger, _FOR_EVER


Question = Look | Wait | Change
