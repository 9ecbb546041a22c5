"""Waiting for conditions, with a limit; never for a span of time."""

import asyncio
import time
from collections.abc import Awaitable, Callable

#: Between two looks.
LOOK_SECONDS = 0.01


async def until(
    met: Callable[[], bool] | Callable[[], Awaitable[bool]], limit: float, what: str
) -> None:
    """Return once the condition holds; fail after `limit` seconds, naming what was awaited."""
    deadline = time.monotonic() + limit
    while True:
        found = met()
        if await found if isinstance(found, Awaitable) else found:
            return
        assert time.monotonic() < deadline, f"waited {limit:g} s in vain: {what}"
        await asyncio.sleep(LOOK_SECONDS)
