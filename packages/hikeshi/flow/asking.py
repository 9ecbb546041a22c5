"""What an unanswered incident asks of schedules and hours, relative to its trigger."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from attrs import frozen

from hikeshi.flow.hours_ahead import Openings, Phases
from hikeshi.flow.staffing import Crew, Roll
from hikeshi.kernel.ids import UserId
from hikeshi.kernel.local_hours import LocalHours

#: People, a span of time counted from the trigger, whether something holds, or nothing found.
Answer = Crew | timedelta | bool | None
#: An answer, and for how much later a trigger it stays so.
Answered = tuple[Answer, timedelta]
_FOR_EVER = timedelta.max
#: Openings are looked for so far ahead that a day less makes no difference.
_DAY = timedelta(days=1)
_END = datetime.max.replace(tzinfo=UTC)


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
        fixed: The end belongs to a shift or to hours and does not move with the trigger.
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
class WaitInHours:
    """When is somebody there who is within their own hours, after one and until another span?

    Whoever asks has looked before and seen nobody.

    Args:
        rolls: Whose people count.
        people: Who counts at any time.
        hours: When each person is within their hours.
        fixed: The end belongs to a shift or to hours and does not move with the trigger.
    """

    rolls: tuple[Roll, ...]
    people: tuple[UserId, ...]
    hours: Callable[[UserId], Phases]
    after: timedelta
    until: timedelta
    fixed: bool

    def ask(self, trigger: datetime) -> Answered:
        """Return how long after the trigger, or nothing; that stays until the end meets a change.

        Looks from change to change: between two of them nobody comes.
        """
        at, until = trigger + self.after, trigger + self.until
        while True:
            _, at = self._at(at)
            if at > until:
                return None, _FOR_EVER if self.fixed else at - until
            if self._at(at)[0]:
                return at - trigger, _FOR_EVER

    def _at(self, at: datetime) -> tuple[bool, datetime]:
        """Return whether somebody is there, and an instant until which that does not change."""
        looks = [roll.at(at) for roll in self.rolls]
        people = {*self.people, *(user for crew, _ in looks for user in crew.people)}
        hours = [self.hours(user).at(at) for user in people]
        ends = [*(end for _, end in looks), *(end for _, end in hours)]
        return any(there for there, _ in hours), min(ends, default=_END)


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


@frozen(eq=False)
class Holds:
    """Do hours, or a day, hold so long after the trigger?

    Args:
        fixed: The instant belongs to a shift or to hours and does not move with the trigger.
    """

    phases: Phases
    after: timedelta
    fixed: bool

    def ask(self, trigger: datetime) -> Answered:
        """Return whether; the answer stays until hours or days change."""
        at = trigger + self.after
        value, until = self.phases.at(at)
        return value, _FOR_EVER if self.fixed else until - at


@frozen(eq=False)
class Opens:
    """When do hours open next, after so long?

    Args:
        fixed: The instant belongs to a shift or to hours and does not move with the trigger.
    """

    openings: Openings
    after: timedelta
    fixed: bool

    def ask(self, trigger: datetime) -> Answered:
        """Return how long after the trigger, or nothing where that is too far ahead to matter."""
        at = trigger + self.after
        found = self.openings.after(at)
        if found is None:
            return None, _FOR_EVER if self.fixed else _DAY
        return found - trigger, _FOR_EVER if self.fixed else found - at


@frozen(eq=False)
class Elapses:
    """When has so much time passed outside hours, from one instant on?

    Whoever asks has asked before whether the hours are open.

    Args:
        fixed: The instant belongs to a shift or to hours and does not move with the trigger.
    """

    hours: LocalHours
    span: timedelta
    after: timedelta
    fixed: bool

    def ask(self, trigger: datetime) -> Answered:
        """Return how long after the trigger, or nothing where the hours never close.

        Within the hours that is an instant of its own until they close; outside them it moves
        with the trigger, until either end meets the next opening.
        """
        at = trigger + self.after
        due_at = self.hours.elapsed_outside(at, self.span)
        if due_at is None or self.fixed:
            return None if due_at is None else due_at - trigger, _FOR_EVER
        free = self.hours.closing_after(at)
        if free is not None and free > at:
            return due_at - trigger, free - at
        openings = ((self.hours.opening_after(start), start) for start in (at, due_at))
        stays = (opens - start for opens, start in openings if opens is not None)
        return due_at - trigger, min(stays, default=_FOR_EVER)


@frozen(eq=False)
class ChangeOfHours:
    """When does one of these change, after one and until another span?

    Whoever asks always looks again before that instant: that answer changes no later than this.
    """

    phases: tuple[Phases, ...]
    after: timedelta
    until: timedelta

    def ask(self, trigger: datetime) -> Answered:
        """Return how long after the trigger, or nothing."""
        at, until = trigger + self.after, trigger + self.until
        first = min((each.at(at)[1] for each in self.phases), default=_END)
        return (first - trigger if first <= until else None), _FOR_EVER


Question = Look | Wait | WaitInHours | Change | Holds | Opens | Elapses | ChangeOfHours
