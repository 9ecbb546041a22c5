"""Opens everything that goes through Redis."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from attrs import frozen

from hikeshi.access.ports import RateLimits
from hikeshi.flow.ports import Cache
from hikeshi_server.outbound.outages import Outages
from hikeshi_server.outbound.postgres.plans import Waker
from hikeshi_server.outbound.redis.cache import RedisCache
from hikeshi_server.outbound.redis.link import RedisLink, connect
from hikeshi_server.outbound.redis.rate_limits import RedisRateLimits
from hikeshi_server.outbound.redis.wakeups import RedisWakeups


@frozen(kw_only=True)
class Without:
    """What there is without Redis, and stands in for it while it is away."""

    limits: RateLimits
    wakeups: Waker
    cache: Cache


@frozen(kw_only=True)
class ThroughRedis:
    """What goes through Redis."""

    limits: RateLimits
    wakeups: Waker
    cache: Cache
    link: RedisLink


@asynccontextmanager
async def open_redis(
    url: str,
    namespace: str,
    outages: Outages,
    nearby: Waker,
    without: Without,
    sealing_key: bytes,
) -> AsyncIterator[ThroughRedis]:
    """Connect; a Redis that is away is done without.

    Args:
        url: As HIKESHI_REDIS_URL has it.
        namespace: Stands before every key and channel.
        outages: Is told whether it is away.
        nearby: What wakes the duties of this process.
        without: What stands in for it.
        sealing_key: Seals what is kept there.
    """
    link = RedisLink(connect(url), namespace, outages)
    wakeups = RedisWakeups(link, connect(url, patient=True), nearby, without.wakeups)
    async with link.watched(), wakeups.listening():
        limits = RedisRateLimits.over(link, without.limits)
        cache = RedisCache(link, without.cache, sealing_key)
        yield ThroughRedis(limits=limits, wakeups=wakeups, cache=cache, link=link)
