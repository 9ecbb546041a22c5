"""Plugs in what processes share beside the database, where it is configured."""

from collections.abc import Callable
from contextlib import AsyncExitStack
from typing import Any

from attrs import frozen

from hikeshi.access.ports import RateLimits
from hikeshi.kernel.clock import Clock
from hikeshi.memory.rate_limits import InMemoryRateLimits
from hikeshi_server.inbound.metrics import DONE_WITHOUT
from hikeshi_server.inbound.worker.alarms import Alarms
from hikeshi_server.outbound.outages import Outages
from hikeshi_server.outbound.postgres.plans import Waker
from hikeshi_server.outbound.secrets import derive_key
from hikeshi_server.wiring.extras import from_extra
from hikeshi_server.wiring.settings import Settings

_REDIS = "hikeshi_server.outbound.redis.opening"


@frozen(kw_only=True)
class Shared:
    """What processes share: through Redis, or as well as it goes without.

    Args:
        wakeups: Wakes duties here and elsewhere.
        outages: Of everything that is configured and can be done without.
    """

    limits: RateLimits
    wakeups: Waker
    outages: tuple[Outages, ...] = ()


async def open_shared(
    settings: Settings, stack: AsyncExitStack, clock: Clock, alarms: Alarms, wakeups: Waker
) -> Shared:
    """Open what the settings name; what is away is done without."""
    limits = InMemoryRateLimits(clock)
    if settings.redis_url is None:
        return Shared(limits=limits, wakeups=wakeups)
    outages = Outages("redis", note_outage)
    without = _redis("Without")(limits=limits, wakeups=wakeups)
    opened = _redis("open_redis")(
        settings.redis_url, namespace_of(settings), outages, alarms, without
    )
    through = await stack.enter_async_context(opened)
    return Shared(limits=through.limits, wakeups=through.wakeups, outages=(outages,))


def namespace_of(settings: Settings) -> str:
    """Return what stands before everything this installation shares: its keys tell it apart."""
    return f"hikeshi:{derive_key(settings.secret_keys[0], 'shared names').hex()[:12]}"


def note_outage(name: str, away: bool) -> None:
    """Show in the metrics whether something is done without."""
    DONE_WITHOUT.labels(name).set(away)


def _redis(name: str) -> Callable[..., Any]:
    found: Callable[..., Any] = from_extra("redis", f"{_REDIS}:{name}", "HIKESHI_REDIS_URL")
    return found
