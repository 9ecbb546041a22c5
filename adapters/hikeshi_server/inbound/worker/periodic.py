"""Duty: something small done at fixed times, such as sealing the journal."""

from collections.abc import Awaitable, Callable

from attrs import frozen


@frozen
class Periodic:
    """Calls something again and again.

    Args:
        every: Seconds between the end of one call and the next.
    """

    name: str
    call: Callable[[], Awaitable[object]]
    every: float = 1.0

    async def run_once(self) -> float | None:
        """Call it."""
        await self.call()
        return self.every

    async def stop(self) -> None:
        """Nothing is ever begun and left."""
