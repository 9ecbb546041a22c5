"""One rotation through a list of people, and the times at which it is open."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from attrs import frozen

from hikeshi.kernel.errors import InvalidError
from hikeshi.kernel.ids import UserId
from hikeshi.kernel.local_form import LocalTime, OptionalLocalTime
from hikeshi.kernel.local_time import LAST_LOCAL
from hikeshi.oncall.model.restriction import Restriction, open_times
from hikeshi.oncall.model.rotation import Rotation
from hikeshi.oncall.model.served_turns import served_position
from hikeshi.oncall.model.weekly_pattern import LocalSpan, WeeklyPattern

#: The people of one turn, on call together; empty = nobody.
Turn = tuple[UserId, ...]


class Advance(StrEnum):
    """What moves the list of people on: each turn (`clock`), or each one not wholly hidden."""

    CLOCK = "clock"
    SERVED = "served"


class Stint(NamedTuple):
    """Some people on duty from one local time (included) to another (excluded)."""

    start: datetime
    end: datetime
    people: Turn


@frozen
class Layer:
    """Who takes turns, on the local clock of the schedule's zone.

    Args:
        name: Unique within the schedule; shifts name it as their source.
        users: The turns, in order.
        rotation: How long a turn lasts.
        start: Naive local time before which the layer has nobody.
        end: Naive local time from which on it has nobody again.
        anchor: Naive local time at which turn 0 begins; nothing = `start`. Turns before it count
            backwards through the list.
        advance: What moves the list of people on.
        restrictions: When it is open; none = always.
    """

    name: str
    users: tuple[Turn, ...]
    rotation: Rotation
    start: LocalTime
    end: OptionalLocalTime = None
    anchor: OptionalLocalTime = None
    advance: Advance = Advance.CLOCK
    restrictions: tuple[Restriction, ...] = ()

    def __attrs_post_init__(self) -> None:
        if not self.name.strip():
            raise InvalidError.at("/name", "must not be empty")
        for pointer, local in (("start", self.start), ("end", self.end), ("anchor", self.anchor)):
            if local is not None and local.tzinfo is not None:
                raise InvalidError.at(f"/{pointer}", "is a local time and takes no offset")
        if self.end is not None and self.end <= self.start:
            raise InvalidError.at("/end", "must be after the start")
        if not self.users:
            raise InvalidError.at("/users", "needs at least one turn; null is a turn of nobody")
        for index, turn in enumerate(self.users):
            if len(set(turn)) < len(turn):
                raise InvalidError.at(f"/users/{index}", "names a person twice in one turn")

    @property
    def turn_zero(self) -> datetime:
        """The naive local time at which turn 0 begins."""
        return self.start if self.anchor is None else self.anchor

    @property
    def source(self) -> str:
        """How shifts of this layer name it."""
        return f"layer:{self.name}"

    @cached_property
    def pattern(self) -> WeeklyPattern | None:
        """When it is open; nothing = always."""
        return open_times(self.restrictions)

    def runs_at(self, local: datetime) -> bool:
        """Say whether the layer has begun and not ended, whatever its restrictions hide."""
        return self.start <= local and (self.end is None or local < self.end)

    def people_at(self, local: datetime) -> Turn:
        """Return who has the turn at a local time, as far as `reached` tells it."""
        if not self.runs_at(local) or (self.pattern is not None and local not in self.pattern):
            return ()
        number = self.rotation.turn_at(self.turn_zero, local)
        return self.users[self.position(number) % len(self.users)]

    def position(self, number: int) -> int:
        """Return how far into the endless list of people a turn stands that is not hidden."""
        span = self.rotation.span
        # A turn as long as a week is never hidden wholly: every window recurs in each week.
        if self.advance == Advance.CLOCK or self.pattern is None or span is None:
            return number
        return served_position(number, self.turn_zero, span, self.pattern)

    def stints(self, since: datetime, until: datetime) -> Iterator[Stint]:
        """Yield, in order and not clipped, the stints that touch the local [since, until]."""
        low = max(since, self.start)
        high = until if self.end is None else min(until, self.end)
        if low > high:
            return
        everything = LocalSpan(self.start, self.end or LAST_LOCAL)
        if self.pattern is None:
            yield from self._turns((everything,), low, high)
            return
        open_spans = (
            LocalSpan(max(span.start, everything.start), min(span.end, everything.end))
            for span in self.pattern.occurrences(low, high)
        )
        yield from self._turns(open_spans, low, high)

    def _turns(self, spans: Iterable[LocalSpan], low: datetime, high: datetime) -> Iterator[Stint]:
        if len(set(self.users)) == 1:
            people = self.users[0]
            yield from (Stint(span.start, span.end, people) for span in spans if people)
            return
        served = self.advance == Advance.SERVED
        last, position = 0, None
        for span in spans:
            number = self.rotation.turn_at(self.turn_zero, max(span.start, low))
            start = self.rotation.hand_off(self.turn_zero, number)
            while start < span.end and start <= high:
                # Only turns that are not hidden come by here, so each one is the next position.
                if position is None:
                    position = self.position(number)
                elif number != last:
                    position += 1 if served else number - last
                last = number
                end = self.rotation.hand_off(self.turn_zero, number + 1)
                people = self.users[position % len(self.users)]
                if people:
                    yield Stint(max(start, span.start), min(end, span.end), people)
                number, start = number + 1, end
