"""Plugs in what processes share beside the database, where it is configured."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from typing import Any

from attrs import asdict, evolve, frozen

from hikeshi.access.ports import RateLimits
from hikeshi.flow.ports import Cache
from hikeshi.kernel.clock import Clock
from hikeshi.memory.cache import InMemoryCache
from hikeshi.memory.rate_limits import InMemoryRateLimits
from hikeshi.notifications.model.announcement import QueueDepth
from hikeshi.notifications.ports import PageQueue
from hikeshi_server.inbound.metrics import DONE_WITHOUT, QUEUE_DEPTH
from hikeshi_server.inbound.worker.alarms import Alarms
from hikeshi_server.inbound.worker.relay import Relay
from hikeshi_server.outbound.outages import Outages
from hikeshi_server.outbound.postgres.plans import Waker
from hikeshi_server.outbound.secrets import derive_key
from hikeshi_server.outbound.sqs.settings import SqsQueues
from hikeshi_server.wiring.extras import from_extra
from hikeshi_server.wiring.settings import Settings

_REDIS = "hikeshi_server.outbound.redis.opening"
_SQS = "hikeshi_server.outbound.sqs.opening"


@frozen(kw_only=True)
class Shared:
    """What processes share: through Redis and SQS, or as well as it goes without.

    Args:
        wakeups: Wakes duties here and elsewhere.
        cache: Keeps answers.
        relay: What pages are announced through; nothing = whoever sends finds them.
        outages: Of everything that is configured and can be done without.
    """

    limits: RateLimits
    wakeups: Waker
    cache: Cache
    relay: Relay | None = None
    outages: tuple[Outages, ...] = ()


async def open_shared(
    settings: Settings, stack: AsyncExitStack, clock: Clock, alarms: Alarms, wakeups: Waker
) -> Shared:
    """Open what the settings name; what is away is done without."""
    limits, cache = InMemoryRateLimits(clock), InMemoryCache(clock)
    shared = Shared(limits=limits, wakeups=wakeups, cache=cache)
    if settings.redis_url is not None:
        shared = await _with_redis(settings, settings.redis_url, stack, alarms, shared)
    if settings.sqs is not None:
        shared = await _with_queue(settings.sqs, stack, shared)
    return shared


async def _with_redis(
    settings: Settings, url: str, stack: AsyncExitStack, alarms: Alarms, shared: Shared
) -> Shared:
    outages = Outages("redis", note_outage)
    without = _opening("redis", "Without")(
        limits=shared.limits, wakeups=shared.wakeups, cache=shared.cache
    )
    sealing_key = derive_key(settings.secret_keys[0], "kept answers")
    opened = _opening("redis", "open_redis")(
        url, namespace_of(settings), outages, alarms, without, sealing_key
    )
    through = await stack.enter_async_context(opened)
    return evolve(
        shared,
        limits=through.limits,
        wakeups=through.wakeups,
        cache=through.cache,
        outages=(*shared.outages, outages),
    )


async def _with_queue(queues: SqsQueues, stack: AsyncExitStack, shared: Shared) -> Shared:
    outages = Outages("sqs", note_outage)
    queue: PageQueue = await stack.enter_async_context(page_queue(queues, outages))
    relay = Relay(queue, lambda: outages.trouble is not None)
    return evolve(shared, relay=relay, outages=(*shared.outages, outages))


def page_queue(queues: SqsQueues, outages: Outages) -> AbstractAsyncContextManager[PageQueue]:
    """Return what opens the queue."""
    opened: AbstractAsyncContextManager[PageQueue] = _opening("sqs", "open_page_queue")(
        queues, outages, note_depth
    )
    return opened


def namespace_of(settings: Settings) -> str:
    """Return what stands before everything this installation shares: its keys tell it apart."""
    return f"hikeshi:{derive_key(settings.secret_keys[0], 'shared names').hex()[:12]}"


def note_outage(name: str, away: bool) -> None:
    """Show in the metrics whether something is done without."""
    DONE_WITHOUT.labels(name).set(away)


def note_depth(depth: QueueDepth) -> None:
    """Show in the metrics how much the queue holds."""
    for state, count in asdict(depth).items():
        QUEUE_DEPTH.labels(state).set(count)


_PLACES = {"redis": (_REDIS, "HIKESHI_REDIS_URL"), "sqs": (_SQS, "HIKESHI_SQS_QUEUE_PREFIX")}


def _opening(extra: str, name: str) -> Callable[..., Any]:
    place, setting = _PLACES[extra]
    found: Callable[..., Any] = from_extra(extra, f"{place}:{name}", setting)
    return found
