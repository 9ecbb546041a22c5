"""What processes share beside the database is plugged in where it is configured, and only there."""

from contextlib import AsyncExitStack

import pytest
from tests.peers.redis_server import RedisServer
from tests.product.waiting import until

from hikeshi.memory.cache import InMemoryCache
from hikeshi.memory.rate_limits import InMemoryRateLimits
from hikeshi_server.inbound.metrics import DONE_WITHOUT
from hikeshi_server.inbound.worker.alarms import Alarms
from hikeshi_server.outbound.postgres.plans import NoWaker
from hikeshi_server.outbound.system.clock import SystemClock
from hikeshi_server.wiring.extras import from_extra
from hikeshi_server.wiring.settings import BadSettingError, read_settings
from hikeshi_server.wiring.shared import Shared, open_shared

KEY = {"HIKESHI_SECRET_KEYS": bytes(range(32)).hex()}


async def opened(stack: AsyncExitStack, **environment: str) -> Shared:
    """Open what these settings name."""
    settings = read_settings({**KEY, **environment})
    return await open_shared(settings, stack, SystemClock(), Alarms(), NoWaker())


async def test_without_settings_every_process_counts_for_itself() -> None:
    """Nothing configured, nothing connected, nothing that could be away."""
    async with AsyncExitStack() as stack:
        shared = await opened(stack)

    assert isinstance(shared.limits, InMemoryRateLimits)
    assert isinstance(shared.cache, InMemoryCache)
    assert shared.outages == ()


async def test_a_redis_that_is_away_is_told_of_until_it_is_back(
    redis_server: RedisServer,
) -> None:
    """The outage and its metric follow a Redis that is killed and started again."""
    async with AsyncExitStack() as stack:
        [outages] = (await opened(stack, HIKESHI_REDIS_URL=redis_server.url)).outages
        metric = DONE_WITHOUT.labels("redis")
        assert (outages.trouble, metric._value.get()) == (None, 0)

        redis_server.kill()
        await until(lambda: outages.trouble is not None, 30, "an outage")
        assert metric._value.get() == 1

        redis_server.start()
        await until(lambda: outages.trouble is None, 30, "the end of the outage")
        assert metric._value.get() == 0


def test_what_is_not_installed_is_named() -> None:
    """A setting that needs an extra says which one, and how to get it."""
    with pytest.raises(BadSettingError, match=r"hikeshi-server\[redis\]") as caught:
        from_extra("redis", "no_such_package:name", "HIKESHI_REDIS_URL")

    assert caught.value.detail.startswith("HIKESHI_REDIS_URL ")
