"""What an unanswered incident asks of schedules, relative to the instant it was triggered."""

from datetime import datetime, timedelta

from attrs import frozen

from hikeshi.flow.staffing import Crew, Roll

#: People, a span of time counted from the trigger, or nothing found.
Answer = Crew | timedelta | None
#: An answer, and for how much later a trigger it stays so.
Answered = tuple[Answer, timedelta]
_FOR_EVER = timedelta.max


@frozen(eq=False)
class Look:
    """Who is on call so long after the trigger?

    Args:
        fixed: The instant belongs to a shift and does not move with the trigger.
    """

    roll: Roll
    after: timedelta
    fixed: bool

    def ask(self, trigger: datetime) -> Answered:
        """Return the people; the answer stays until the schedule changes."""
        at = trigger + self.after
        crew, until = self.roll.at(at)
        return crew, _FOR_EVER if self.fixed else until - at


@frozen(eq=False)
class Wait:
    """When is one of the schedules covered, after one and until another span from the trigger?

    Whoever asks has looked before and seen nobody.

    Args:
        fixed: Both instants belong to a shift and do not move with the trigger.
    """

    rolls: tuple[Roll, ...]
    after: timedelta
    until: timedelta
    fixed: bool

    def ask(self, trigger: datetime) -> Answered:
        """Return how long after the trigger, or nothing; that stays until the end meets a shift."""
        after, until = trigger + self.after, trigger + self.until
        found = (roll.covered(after, until) for roll in self.rolls)
        first = min((at for at in found if at is not None), default=None)
        if first is not None:
            return first - trigger, _FOR_EVER
        if self.fixed:
            return None, _FOR_EVER
        return None, min(roll.at(until)[1] for roll in self.rolls) - until


@frozen(eq=False)
class Change:
    """When has one of the schedules other people, after one and until another span?

    Whoever asks always looks again before that instant: that answer changes no later than this.
    """

    rolls: tuple[Roll, ...]
    after: timedelta
    until: timedelta

    def ask(self, trigger: datetime) -> Answered:
        """Return how long after the trigger, or nothing."""
        after, until = trigger + self.after, trigger + self.until
        found = (roll.changes(after, until) for roll in self.rolls)
        first = min((at for at in found if at is not None), default=None)
        return None if first is None else first - trigger, _FOR_EVER


Question = Look | Wait | Change
