"""Every RateLimits keeps its promises, wherever it counts."""

from collections.abc import Awaitable, Callable

import pytest

from hikeshi.access.ports import RateLimits
from hikeshi.memory.clock import FixedClock
from hikeshi.memory.rate_limits import InMemoryRateLimits
from hikeshi.testing.builders import START
from hikeshi.testing.conformance.rate_limits import RATE_LIMITS

Check = Callable[[RateLimits], Awaitable[None]]


@pytest.mark.parametrize("check", RATE_LIMITS, ids=lambda check: check.__name__)
async def test_limits_in_memory(check: Check) -> None:
    """The twin in memory keeps every promise."""
    await check(InMemoryRateLimits(FixedClock(START)))
