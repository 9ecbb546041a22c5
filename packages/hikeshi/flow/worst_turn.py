"""The worst that can come of a trigger, whoever's turn it is."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import reduce
from math import prod

from hikeshi.flow.directory import Directory
from hikeshi.flow.stretches import Stretch
from hikeshi.incidents.model.escalation_policy import EscalationPolicy
from hikeshi.incidents.model.turns import TurnPlace
from hikeshi.kernel.errors import InvalidError

#: So many ways in which turns can stand are gone through for one policy.
MOST_TURNS = 500


class UnforeseeableError(InvalidError):
    """The turns of this policy can stand in more ways than coverage goes through; rehearse it."""


def check_turns(directory: Directory) -> None:
    """Refuse policies whose turns can stand in too many ways.

    Raises:
        UnforeseeableError: At the first step that takes turns.
    """
    for number, policy in enumerate(directory.policies.values()):
        ways = prod(len(policy.step(place.step).targets) for place in places(policy))
        if ways > MOST_TURNS:
            first = places(policy)[0].step - 1
            raise UnforeseeableError.at(
                f"/escalation_policies/{number}/steps/{first}/round_robin",
                f"is looked at by coverage where turns can stand in at most {MOST_TURNS} ways, "
                f"and those of this policy can in {ways}; rehearse it, or take turns in a schedule",
            )


def places(policy: EscalationPolicy | None) -> tuple[TurnPlace, ...]:
    """Return the steps at which it matters whose turn it is."""
    if policy is None:
        return ()
    return tuple(
        TurnPlace(policy.id, number)
        for number, step in enumerate(policy.steps, start=1)
        if step.round_robin and len(step.targets) > 1
    )


def worst(ways: Iterable[list[Stretch]]) -> list[Stretch]:
    """Return for every trigger the latest of what comes of it, of the first way where alike."""
    return reduce(lambda one, other: list(_later(one, other)), ways)


def _later(one: Sequence[Stretch], other: Sequence[Stretch]) -> Iterator[Stretch]:
    """Yield the later of two answers; both cover the same span of time without a hole."""
    i = j = 0
    bounds = sorted({*(s.end for s in one), *(s.end for s in other)})
    start = one[0].start
    for end in bounds:
        while one[i].end <= start:
            i += 1
        while other[j].end <= start:
            j += 1
        yield from _of_two(_cut(one[i], start, end), _cut(other[j], start, end))
        start = end


def _cut(stretch: Stretch, start: datetime, end: datetime) -> Stretch:
    after = stretch.after
    if after is not None and stretch.falling:
        after -= start - stretch.start
    return stretch._replace(start=start, end=end, after=after)


def _of_two(one: Stretch, other: Stretch) -> Iterator[Stretch]:
    if one.after is None or other.after is None or one.falling is other.falling:
        yield one if _is_later(one.after, other.after) else other
        return
    falling, level = (one, other) if one.falling else (other, one)
    ahead = (falling.after or timedelta(0)) - (level.after or timedelta(0))
    crossing = min(falling.start + ahead, falling.end)
    if crossing > falling.start:
        yield falling._replace(end=crossing)
    if crossing < falling.end:
        yield level._replace(start=max(crossing, level.start))


def _is_later(one: timedelta | None, other: timedelta | None) -> bool:
    """Say whether one is at least as late; nothing is later than any."""
    return one is None or (other is not None and one >= other)
