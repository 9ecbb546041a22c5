"""Rate limits that all processes count together."""

import time
from datetime import timedelta

from attrs import define
from limits import RateLimitItem, RateLimitItemPerSecond
from limits.aio.storage import RedisStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter

from hikeshi.access.model.rate_limit import Allowance, RateLimit
from hikeshi.access.ports import RateLimits
from hikeshi_server.outbound.redis.link import RedisLink


@define
class RedisRateLimits:
    """Counts in Redis, in two windows each; without Redis each process counts for itself.

    Args:
        alone: Counts while Redis is away.
    """

    link: RedisLink
    alone: RateLimits
    _limiter: SlidingWindowCounterRateLimiter

    @classmethod
    def over(cls, link: RedisLink, alone: RateLimits) -> "RedisRateLimits":
        """Count over that connection."""
        storage = RedisStorage(
            "async+redis://",  # only looked at where no connections are given
            implementation="redispy",
            key_prefix=f"{link.namespace}:limits",
            connection_pool=link.client.connection_pool,  # type: ignore[arg-type]
        )
        return cls(link, alone, SlidingWindowCounterRateLimiter(storage))

    async def take(self, limit: RateLimit, key: str) -> Allowance:
        """Ask for one more under that key."""
        return await self.link.use(
            lambda: self._take(limit, key), lambda: self.alone.take(limit, key)
        )

    async def _take(self, limit: RateLimit, key: str) -> Allowance:
        item = _item(limit)
        granted = await self._limiter.hit(item, limit.name, key)
        found = await self._limiter.get_window_stats(item, limit.name, key)
        if granted and found.remaining:
            return Allowance(True, found.remaining, timedelta(0))
        wait = max(0.001, found.reset_time - time.time())
        return Allowance(granted, found.remaining, min(timedelta(seconds=wait), limit.per))


def _item(limit: RateLimit) -> RateLimitItem:
    return RateLimitItemPerSecond(limit.amount, int(limit.per.total_seconds()), "")
