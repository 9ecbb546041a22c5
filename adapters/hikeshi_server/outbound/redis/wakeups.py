"""Wake-ups between processes through Redis: what is published reaches whoever listens.

A wake-up is a hint: it may be lost or come twice, and a poll every second is the guarantee.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager, suppress
from typing import Any
from uuid import uuid4

from attrs import define, field
from redis.asyncio import Redis
from redis.exceptions import RedisError

from hikeshi_server.outbound.postgres.plans import CHANNELS, Waker
from hikeshi_server.outbound.redis.link import LOST, RedisLink

#: Seconds after a wake-up in which further ones gather: the first one leaves at once.
COALESCE = 0.004
#: Seconds until the next try to subscribe, at most.
LONGEST_PAUSE = 1.0
#: Seconds after which a silent subscription is asked whether it lives.
ASK_AFTER = 15.0


@define
class RedisWakeups:
    """Wakes the duties of this process at once, and those of the others through Redis.

    Args:
        link: Publishes; while it is away, wake-ups go `otherwise`.
        listener: A connection that may wait for ever.
        nearby: What wakes the duties of this process.
        otherwise: What wakes everybody without Redis.
    """

    link: RedisLink
    listener: Redis
    nearby: Waker
    otherwise: Waker
    _sender: str = field(factory=lambda: uuid4().hex)
    _waiting: set[str] = field(factory=set)
    _sending: "asyncio.Task[None] | None" = None

    @property
    def channel(self) -> str:
        """Where wake-ups are published."""
        return f"{self.link.namespace}:wake"

    def wake(self, channels: Collection[str]) -> None:
        """Wake who waits on these channels, here and elsewhere."""
        if self.link.trouble is not None:
            self.otherwise.wake(channels)
            return
        self.nearby.wake(channels)
        self._waiting.update(channels)
        if self._sending is None:
            self._sending = asyncio.create_task(self._send(), name="wake-ups through Redis")

    @asynccontextmanager
    async def listening(self) -> AsyncIterator["RedisWakeups"]:
        """Be subscribed while the block runs, again and again where the connection is lost."""
        listening = asyncio.create_task(self._listen(), name="listen to Redis for wake-ups")
        try:
            yield self
        finally:
            for task in (listening, self._sending):
                if task is not None:
                    task.cancel()
                    with suppress(asyncio.CancelledError):
                        await task
            with suppress(*LOST):
                await self.listener.aclose()

    async def _send(self) -> None:
        try:
            while self._waiting:
                channels = sorted(self._waiting)
                self._waiting.clear()
                await self._publish(channels)
                await asyncio.sleep(COALESCE)
        finally:
            self._sending = None

    async def _publish(self, channels: Collection[str]) -> None:
        async def publish() -> None:
            said = f"{self._sender} {','.join(channels)}"
            await self.link.client.publish(self.channel, said)

        async def otherwise() -> None:
            await asyncio.sleep(0)
            self.otherwise.wake(channels)

        await self.link.use(publish, otherwise)

    async def _listen(self) -> None:
        while True:
            with suppress(RedisError, OSError, TimeoutError):
                await self._hear()
            await asyncio.sleep(LONGEST_PAUSE * (1 + random.random()) / 2)  # noqa: S311

    async def _hear(self) -> None:
        async with self.listener.pubsub() as subscription:
            await subscription.subscribe(self.channel)
            # Whatever was said while nobody listened.
            self.nearby.wake(CHANNELS)
            while True:
                message = await subscription.get_message(timeout=ASK_AFTER)
                if message is None:
                    # A peer that vanished says nothing: only a question finds out.
                    async with asyncio.timeout(ASK_AFTER):
                        await subscription.ping()
                elif message["type"] == "message":
                    self._take(message["data"])

    def _take(self, said: Any) -> None:
        sender, _, names = bytes(said).decode("utf-8", "replace").partition(" ")
        if sender != self._sender:  # what this process said it has heard already
            self.nearby.wake([name for name in names.split(",") if name in CHANNELS])
