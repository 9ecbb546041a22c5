"""Every Cache keeps its promises, wherever it keeps its answers."""

from collections.abc import Awaitable, Callable

import pytest

from hikeshi.flow.ports import Cache
from hikeshi.memory.cache import InMemoryCache
from hikeshi.memory.clock import FixedClock
from hikeshi.testing.builders import START
from hikeshi.testing.conformance.cache import CACHES
from hikeshi_server.outbound.outages import Outages
from hikeshi_server.outbound.redis.cache import RedisCache
from hikeshi_server.outbound.redis.link import RedisLink, connect
from tests.peers.redis_server import RedisServer

Check = Callable[[Cache], Awaitable[None]]


@pytest.mark.parametrize("check", CACHES, ids=lambda check: check.__name__)
async def test_answers_in_memory(check: Check) -> None:
    """The twin in memory keeps every promise."""
    await check(InMemoryCache(FixedClock(START)))


@pytest.mark.parametrize("check", CACHES, ids=lambda check: check.__name__)
async def test_answers_in_redis(check: Check, shared_redis: RedisServer) -> None:
    """Redis keeps every promise; what keeps answers while it is away is never asked."""
    link = RedisLink(connect(shared_redis.url), check.__name__, Outages("redis"))
    async with link.watched():
        await check(RedisCache(link, InMemoryCache(FixedClock(START)), bytes(32)))
        assert link.trouble is None
