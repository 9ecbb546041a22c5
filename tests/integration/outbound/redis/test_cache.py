"""What Redis is given to keep: sealed, for a while, and only as long as there is room."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from tests.peers.redis_server import RedisServer

from hikeshi.memory.cache import InMemoryCache
from hikeshi.memory.clock import FixedClock
from hikeshi.testing.builders import START
from hikeshi_server.outbound.outages import Outages
from hikeshi_server.outbound.redis.cache import RedisCache
from hikeshi_server.outbound.redis.link import RedisLink, connect

HOUR = timedelta(hours=1)


@pytest.fixture
async def link(redis_server: RedisServer) -> AsyncIterator[RedisLink]:
    """A connection to a Redis of the test's own."""
    link = RedisLink(connect(redis_server.url), "test", Outages("redis"))
    async with link.watched():
        yield link


def cache_over(link: RedisLink, sealing_key: bytes = bytes(32)) -> RedisCache:
    """Return what keeps answers there."""
    return RedisCache(link, InMemoryCache(FixedClock(START)), sealing_key)


async def test_it_learns_nothing_and_can_forge_nothing(link: RedisLink) -> None:
    """Answers are sealed under their key and expire; in another's place, or under another key of
    the installation, or cut off, they are missing."""
    cache = cache_over(link)
    await cache.put("load:1", b"Ana is on call", HOUR)
    await cache.put("load:2", b"Ben is on call", HOUR)
    there = await link.client.get("test:answers:load:1")
    assert b"Ana" not in there
    assert 0 < await link.client.pttl("test:answers:load:1") <= 3_600_000

    await link.client.set("test:answers:load:2", there)
    await link.client.set("test:answers:load:3", there[:5])
    assert await cache.get("load:1") == b"Ana is on call"
    assert await cache.get("load:2") is None
    assert await cache.get("load:3") is None
    assert await cache_over(link, bytes(31) + b"x").get("load:1") is None


async def test_a_full_redis_keeps_nothing_and_is_no_outage(link: RedisLink) -> None:
    """What finds no room is missing, whoever wants to compute it may, and limits go on there."""
    cache = cache_over(link)
    await link.client.config_set("maxmemory", "1")
    await cache.put("load:1", b"Ana is on call", HOUR)

    assert await cache.get("load:1") is None
    assert await cache.claim("load:1", HOUR)
    assert link.trouble is None
