"""So many messages are under way at once at one provider; the others wait for a place."""

import asyncio
from collections.abc import Callable

from attrs import define, field


def _nobody(under_way: int) -> None:
    del under_way


@define
class Places:
    """The places at one provider.

    Whoever waits for one holds nothing else: no transaction, no connection.

    Args:
        most: So many there are.
        tell: Is told how many are taken.
    """

    most: int
    tell: Callable[[int], None] = _nobody
    under_way: int = field(default=0, init=False)
    _free: asyncio.Semaphore = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._free = asyncio.Semaphore(self.most)

    async def take(self, seconds: float) -> bool:
        """Take a place; say whether one became free within so long. Who has one leaves it."""
        if self._free.locked():
            try:
                async with asyncio.timeout(seconds):
                    await self._free.acquire()
            except TimeoutError:
                return False
        else:
            await self._free.acquire()  # at once: no timer for nearly every message
        self._count(1)
        return True

    def leave(self) -> None:
        """Let somebody else have it."""
        self._count(-1)
        self._free.release()

    def _count(self, change: int) -> None:
        self.under_way += change
        self.tell(self.under_way)
