"""Rehearsals beside the server's own work: in a thread, one at a time, with bounds."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from attrs import define, field

from hikeshi.kernel.errors import UnavailableError
from hikeshi.rehearsal.limits import Limits

T = TypeVar("T")

#: Bounds of one call; a file of any size is rehearsed by `hikeshi rehearse`, on one's own machine.
MOST_SCENARIOS = 200
MOST_EVENTS = 1_000
MOST_SECONDS = 30 * 86_400
#: A work is an event, a timer that comes due, or a round of notifications; about 0.2 ms each.
MOST_WORKS = 20_000
#: Rehearsals waiting for their turn; beyond that the answer is 503 with Retry-After.
MOST_WAITING = 8

LIMITS = Limits(
    scenarios=MOST_SCENARIOS, events=MOST_EVENTS, seconds=MOST_SECONDS, works=MOST_WORKS
)


class TooManyRehearsalsError(UnavailableError):
    """Others are rehearsing; ask again in a few seconds."""


@define(eq=False)
class RehearsalRoom:
    """Plays one rehearsal at a time, away from the loop that takes signals in.

    Args:
        most: So many may wait or play; more are refused.
    """

    most: int = MOST_WAITING
    inside: int = 0
    _turn: asyncio.Lock = field(factory=asyncio.Lock)

    async def play(self, rehearse: Callable[[], T]) -> T:
        """Play it in a thread, and return what it shows.

        Raises:
            TooManyRehearsalsError: Too many are waiting.
        """
        if self.inside >= self.most:
            raise TooManyRehearsalsError
        self.inside += 1
        try:
            async with self._turn:
                return await asyncio.to_thread(rehearse)
        finally:
            self.inside -= 1
