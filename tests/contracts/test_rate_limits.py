"""Every RateLimits keeps its promises, wherever it counts."""

from collections.abc import Awaitable, Callable

import pytest

from hikeshi.access.ports import RateLimits
from hikeshi.memory.clock import FixedClock
from hikeshi.memory.rate_limits import InMemoryRateLimits
from hikeshi.testing.builders import START
from hikeshi.testing.conformance.rate_limits import RATE_LIMITS
from hikeshi_server.outbound.outages import Outages
from hikeshi_server.outbound.redis.link import RedisLink, connect
from hikeshi_server.outbound.redis.rate_limits import RedisRateLimits
from tests.peers.redis_server import RedisServer

Check = Callable[[RateLimits], Awaitable[None]]


@pytest.mark.parametrize("check", RATE_LIMITS, ids=lambda check: check.__name__)
async def test_limits_in_memory(check: Check) -> None:
    """The twin in memory keeps every promise."""
    await check(InMemoryRateLimits(FixedClock(START)))


@pytest.mark.parametrize("check", RATE_LIMITS, ids=lambda check: check.__name__)
async def test_limits_in_redis(check: Check, shared_redis: RedisServer) -> None:
    """Redis keeps every promise; what counts while it is away is never asked."""
    link = RedisLink(connect(shared_redis.url), check.__name__, Outages("redis"))
    async with link.watched():
        assert link.trouble is None
        await check(RedisRateLimits.over(link, InMemoryRateLimits(FixedClock(START))))
        assert link.trouble is None
