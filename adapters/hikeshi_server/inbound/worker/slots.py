"""Attempts that are under way beside the duty that began them."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from attrs import define, field

#: How long a stopping worker waits for attempts under way.
FINISH_SECONDS = 15.0


@define
class Slots:
    """So many attempts at once, and no more.

    Args:
        most: Attempts under way at once in one worker.
    """

    most: int
    _under_way: set[asyncio.Task[None]] = field(factory=set)

    @property
    def free(self) -> int:
        """How many may begin."""
        return self.most - len(self._under_way)

    def begin(self, attempt: Coroutine[Any, Any, None]) -> None:
        """Let the attempt go on by itself."""
        task = asyncio.create_task(attempt)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def finish(self) -> None:
        """Let attempts under way finish and be recorded; what does not is repeated later."""
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=FINISH_SECONDS)
        await self.give_up()

    async def give_up(self) -> None:
        """End attempts under way; each is repeated after its lease."""
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)
