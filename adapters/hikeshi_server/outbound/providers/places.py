"""So many messages are under way at once at one provider; the others wait for a place."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

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

    @asynccontextmanager
    async def taken(self, seconds: float) -> AsyncIterator[bool]:
        """Hold a place while it is entered; say whether one became free within so long."""
        if not await self._wait(seconds):
            yield False
            return
        self._count(1)
        try:
            yield True
        finally:
            self._count(-1)
            self._free.release()

    async def _wait(self, seconds: float) -> bool:
        try:
            async with asyncio.timeout(seconds):
                return await self._free.acquire()
        except TimeoutError:
            return False

    def _count(self, change: int) -> None:
        self.under_way += change
        self.tell(self.under_way)
