"""Whose turn it is on steps that page one target after the other."""

from collections.abc import Mapping
from typing import NamedTuple

from attrs import define, field

from hikeshi.kernel.ids import EscalationPolicyId


class TurnPlace(NamedTuple):
    """A step that takes turns: its policy, whatever the version, and its number from 1."""

    policy_id: EscalationPolicyId
    step: int


@define
class Turns:
    """The next turn of each place, moved on by the decisions of one work.

    Args:
        known: The turn of each place, from 0; a place that is absent has its first turn.
        asked: The places somebody asked about, whether or not a turn was taken.
        taken: What moved on, and where it stands now.
    """

    known: Mapping[TurnPlace, int] = field(factory=dict)
    asked: set[TurnPlace] = field(factory=set)
    taken: dict[TurnPlace, int] = field(factory=dict)

    def next(self, place: TurnPlace) -> int:
        """Return whose turn it is, counted from 0."""
        self.asked.add(place)
        return self.taken.get(place, self.known.get(place, 0))

    def take(self, place: TurnPlace, following: int) -> None:
        """Note that the turn was taken, and whose comes after it."""
        self.taken[place] = following
