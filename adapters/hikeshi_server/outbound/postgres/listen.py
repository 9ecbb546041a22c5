"""Wake-ups between processes: NOTIFY after commits, LISTEN with reconnecting.

A wake-up is a hint: it may be lost or come twice, and a poll every second is the guarantee.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager, suppress
from typing import Any

import asyncpg
from attrs import define, field
from sqlalchemy.engine import make_url

from hikeshi_server.outbound.postgres.plans import CHANNELS, Waker

#: What PostgreSQL calls it; the payload names our channels.
NOTIFICATION = "hikeshi_wake"
#: Seconds after a wake-up in which further ones gather: the first one leaves at once.
COALESCE = 0.004
#: Seconds until the next try to connect, at most.
LONGEST_PAUSE = 1.0
#: Seconds after which a silent connection is asked whether it lives.
ASK_AFTER = 15.0

_NOTIFY = "SELECT pg_notify($1, $2)"
#: What a broken connection raises.
LOST = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError)


@define
class Wakeups:
    """Wakes the duties of this process at once, and those of the others through PostgreSQL.

    Args:
        url: The database, as SQLAlchemy writes it.
        nearby: What wakes the duties of this process.
    """

    url: str
    nearby: Waker
    _connection: "asyncpg.Connection[asyncpg.Record] | None" = None
    _waiting: set[str] = field(factory=set)
    _sending: "asyncio.Task[None] | None" = None
    _turn: asyncio.Lock = field(factory=asyncio.Lock)

    def wake(self, channels: Collection[str]) -> None:
        """Wake who waits on these channels, here and elsewhere."""
        self.nearby.wake(channels)
        self._waiting.update(channels)
        if self._sending is None:
            self._sending = asyncio.create_task(self._send(), name="wake-ups")

    @asynccontextmanager
    async def listening(self) -> AsyncIterator["Wakeups"]:
        """Be connected while the block runs, again and again where the connection is lost."""
        listener = asyncio.create_task(self._listen(), name="listen for wake-ups")
        try:
            yield self
        finally:
            for task in (listener, self._sending):
                if task is not None:
                    task.cancel()
                    with suppress(asyncio.CancelledError):
                        await task

    async def _send(self) -> None:
        try:
            while self._waiting:
                payload = ",".join(sorted(self._waiting))
                self._waiting.clear()
                async with self._turn:
                    if self._connection is not None:
                        await self._connection.execute(_NOTIFY, NOTIFICATION, payload)
                await asyncio.sleep(COALESCE)
        except LOST:
            self._waiting.clear()  # the others poll
        finally:
            self._sending = None

    async def _listen(self) -> None:
        pause = LONGEST_PAUSE / 64
        while True:
            with suppress(*LOST):
                async with self._connected() as connection:
                    pause = LONGEST_PAUSE / 64
                    # Whatever was said while nobody listened.
                    self.nearby.wake(CHANNELS)
                    await self._until_lost(connection)
            await asyncio.sleep(pause * (1 + random.random()) / 2)  # noqa: S311
            pause = min(pause * 2, LONGEST_PAUSE)

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
        dsn = make_url(self.url).set(drivername="postgresql")
        connection = await asyncpg.connect(
            dsn.render_as_string(hide_password=False),
            timeout=LONGEST_PAUSE * 5,
            command_timeout=LONGEST_PAUSE * 5,
            server_settings={"application_name": "hikeshi wake-ups"},
        )
        try:
            await connection.add_listener(NOTIFICATION, self._hear)
            self._connection = connection
            yield connection
        finally:
            self._connection = None
            connection.terminate()

    async def _until_lost(self, connection: "asyncpg.Connection[asyncpg.Record]") -> None:
        lost = asyncio.Event()
        connection.add_termination_listener(lambda _: lost.set())
        while not lost.is_set():
            try:
                async with asyncio.timeout(ASK_AFTER):
                    await lost.wait()
            except TimeoutError:
                # A peer that vanished says nothing: only a question finds out.
                async with self._turn:
                    await connection.execute("SELECT 1")

    def _hear(self, connection: Any, pid: int, _: str, payload: object) -> None:
        if pid != connection.get_server_pid():  # what this process said it has heard already
            self.nearby.wake([name for name in str(payload).split(",") if name in CHANNELS])
