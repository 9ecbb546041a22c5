"""The connection to Redis, and whether it can be relied on at this moment."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import TypeVar

from attrs import define, field
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from hikeshi_server.outbound.outages import Outages

T = TypeVar("T")

#: What takes longer is done without Redis.
PATIENCE_SECONDS = 0.5
#: Between two looks whether it is still there, and at most between two tries to reach it again.
LOOK_SECONDS = 5.0
AGAIN_SECONDS = 1.0
#: What a Redis that is away raises.
LOST = (RedisError, OSError, TimeoutError)


def connect(url: str, *, patient: bool = False) -> "Redis":
    """Return a client; it connects when it is used.

    Args:
        url: As HIKESHI_REDIS_URL has it.
        patient: Whether it waits for ever for what comes, as a subscription does.
    """
    return Redis.from_url(
        url,
        socket_connect_timeout=PATIENCE_SECONDS,
        socket_timeout=None if patient else PATIENCE_SECONDS,
        # A connection that died while it was idle is replaced at once.
        retry=Retry(NoBackoff(), 0 if patient else 1),
        client_name="hikeshi",
    )


@define
class RedisLink:
    """Uses Redis while it answers, and does without at once while it does not.

    One failure is enough to do without; a look in the background finds out when it is back.

    Args:
        client: Where it is.
        namespace: Stands before every key and channel, so that installations may share a Redis.
        outages: Knows whether it is away.
    """

    client: Redis
    namespace: str
    outages: Outages
    _lost: asyncio.Event = field(factory=asyncio.Event)

    @property
    def trouble(self) -> str | None:
        """Why it cannot be relied on; nothing while it can."""
        return self.outages.trouble

    async def use(self, do: Callable[[], Awaitable[T]], otherwise: Callable[[], Awaitable[T]]) -> T:
        """Do it with Redis, or otherwise where that is away."""
        if self.outages.trouble is None:
            try:
                return await do()
            except LOST as error:
                self._lose(error)
        return await otherwise()

    @asynccontextmanager
    async def watched(self) -> AsyncIterator["RedisLink"]:
        """Look after it while the block runs; it need not be there at the begin."""
        await self._look()
        watching = asyncio.create_task(self._watch(), name="watch Redis")
        try:
            yield self
        finally:
            watching.cancel()
            with suppress(asyncio.CancelledError):
                await watching
            with suppress(*LOST):
                await self.client.aclose()

    async def _watch(self) -> None:
        while True:
            await self._pause()
            await self._look()

    async def _pause(self) -> None:
        if self.outages.trouble is not None:
            await asyncio.sleep(AGAIN_SECONDS * (1 + random.random()) / 2)  # noqa: S311
            return
        self._lost.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(LOOK_SECONDS):
                await self._lost.wait()

    async def _look(self) -> None:
        try:
            await self.client.ping()
        except LOST as error:
            self._lose(error)
        else:
            self.outages.end()

    def _lose(self, error: Exception) -> None:
        self.outages.begin(f"Redis does not answer: {type(error).__name__}")
        self._lost.set()
