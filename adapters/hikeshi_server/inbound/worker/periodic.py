"""Duty: something small done at fixed times, such as sealing the journal."""

import time
from collections.abc import Awaitable, Callable

from attrs import define


@define
class Periodic:
    """Calls something again and again; after a failure it is tried again soon.

    Args:
        every: Seconds between the end of one call and the next.
    """

    name: str
    call: Callable[[], Awaitable[object]]
    every: float = 1.0
    _next_at: float = float("-inf")

    async def run_once(self) -> float | None:
        """Call it if its time has come; return the seconds until the next time."""
        left = self._next_at - time.monotonic()
        if left > 0:
            # Whoever runs duties looks at each of them more often than some have to be done.
            return left
        await self.call()
        self._next_at = time.monotonic() + self.every
        return self.every

    async def stop(self) -> None:
        """Nothing is ever begun and left."""
