"""Regular expressions of matchers, in time that grows with the text alone.

The syntax is the plain part of RE2 (https://github.com/google/re2/wiki/Syntax), as in Alertmanager:
expressions are anchored at both ends, and `.` is any character but a newline. Python's own engine
tries alternatives one after the other and can take years; here all of them are followed at once
(Thompson, Communications of the ACM 11/6, 1968), so no expression needs a time-out.
"""

from collections.abc import Iterable
from functools import lru_cache

from attrs import define, field, frozen

from hikeshi.alerts.model.expression_parts import Alternatives, Edge, Ends, Part, Repeated, Sequence
from hikeshi.alerts.model.expression_reading import read_expression

#: An expression that unfolds to more states is refused.
MOST_STATES = 2_000
#: Transitions kept for one expression.
MOST_KEPT = 5_000

States = frozenset[int]


@define
class _Machine:
    """States numbered from 0; each one goes on for free, or by a character, or by an end."""

    free: list[list[int]] = field(factory=list)
    edges: list[tuple[Edge, int] | None] = field(factory=list)
    ends: list[tuple[Ends, int] | None] = field(factory=list)

    def state(self) -> int:
        """Return a new state."""
        if len(self.free) >= MOST_STATES:
            raise ValueError("repeats too much: shorten its {counts} or split it")
        self.free.append([])
        self.edges.append(None)
        self.ends.append(None)
        return len(self.free) - 1

    def add(self, part: Part, start: int) -> int:
        """Add what a part matches from that state on; return the state after it."""
        if isinstance(part, Sequence):
            for each in part.parts:
                start = self.add(each, start)
            return start
        if isinstance(part, Alternatives):
            ends = [self.add(each, self._after(start)) for each in part.parts]
            return self._joined(ends)
        if isinstance(part, Repeated):
            return self._repeat(part, start)
        after = self.state()
        if isinstance(part, Ends):
            self.ends[self._only(start)] = (part, after)
        else:
            self.edges[self._only(start)] = (part, after)
        return after

    def _repeat(self, part: Repeated, start: int) -> int:
        for _ in range(part.least):
            start = self.add(part.part, self._after(start))
        if part.most is None:
            loop = self._after(start)
            self.free[self.add(part.part, self._after(loop))].append(loop)
            return self._after(loop)
        ends = [start]
        for _ in range(part.most - part.least):
            start = self.add(part.part, self._after(start))
            ends.append(start)
        return self._joined(ends)

    def _after(self, state: int) -> int:
        found = self.state()
        self.free[state].append(found)
        return found

    def _only(self, state: int) -> int:
        """Return a state with nothing yet that leads on by a character or an end."""
        taken = self.edges[state] is not None or self.ends[state] is not None
        return self._after(state) if taken else state

    def _joined(self, states: Iterable[int]) -> int:
        found = self.state()
        for state in states:
            self.free[state].append(found)
        return found


@frozen(eq=False)
class Expression:
    """A compiled regular expression."""

    _machine: _Machine
    _start: int
    _end: int
    _known: dict[tuple[States, str], States] = field(factory=dict)

    def matches(self, text: str) -> bool:
        """Say whether the whole text matches."""
        states = self._reach({self._start}, start=True, end=not text)
        for character in text:
            if not states:
                return False
            states = self._next(states, character)
        return self._end in self._reach(states, start=not text, end=True)

    def _next(self, states: States, character: str) -> States:
        key = (states, character)
        found = self._known.get(key)
        if found is None:
            edges = (self._machine.edges[state] for state in states)
            reached = {edge[1] for edge in edges if edge is not None and edge[0].takes(character)}
            found = self._reach(reached, start=False, end=False)
            if len(self._known) >= MOST_KEPT:
                self._known.clear()
            self._known[key] = found
        return found

    def _reach(self, states: Iterable[int], *, start: bool, end: bool) -> States:
        """Return the states reached without a character."""
        found, ahead = set(states), list(states)
        while ahead:
            state = ahead.pop()
            further = list(self._machine.free[state])
            bound = self._machine.ends[state]
            if bound is not None and (start if bound[0].start else end):
                further.append(bound[1])
            ahead += [each for each in further if each not in found]
            found.update(further)
        return frozenset(found)


@lru_cache(maxsize=1_000)
def compile_expression(text: str) -> Expression:
    """Return the expression.

    Raises:
        ValueError: It cannot be read, or unfolds to too many states.
    """
    machine = _Machine()
    start = machine.state()
    end = machine.add(read_expression(text), start)
    return Expression(machine, start, end)
