"""Wake-ups reach other processes, and survive a lost connection."""

import asyncio
from collections.abc import Collection

from attrs import define, field

from hikeshi_server.outbound.postgres.engine import PostgresEngine
from hikeshi_server.outbound.postgres.listen import Wakeups
from hikeshi_server.outbound.postgres.plans import CHANNELS, NOTIFICATIONS, OUTBOX, TIMERS


@define
class Bell:
    """Remembers what was woken, and lets a test wait for it."""

    heard: list[str] = field(factory=list)
    _rung: asyncio.Event = field(factory=asyncio.Event)

    def wake(self, channels: Collection[str]) -> None:
        """Remember it."""
        self.heard.extend(channels)
        self._rung.set()

    async def hears(self, *channels: str) -> None:
        """Wait until all of these were woken."""
        async with asyncio.timeout(10):
            while not set(channels) <= set(self.heard):
                self._rung.clear()
                await self._rung.wait()


async def drop_listeners(engine: PostgresEngine) -> None:
    """End every connection that listens."""
    async with engine.connect() as connection:
        raw = await connection.get_raw_connection()
        assert raw.driver_connection is not None
        await raw.driver_connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND application_name = 'hikeshi wake-ups'"
        )


async def test_another_process_is_woken(postgres_url: str) -> None:
    """What one process commits wakes the other ones, on the channels it names."""
    here, there = Bell(), Bell()
    async with (
        Wakeups(postgres_url, here).listening() as mine,
        Wakeups(postgres_url, there).listening(),
    ):
        await here.hears(*CHANNELS)
        await there.hears(*CHANNELS)
        here.heard.clear()
        there.heard.clear()

        mine.wake([NOTIFICATIONS])
        mine.wake([TIMERS, NOTIFICATIONS])
        await there.hears(TIMERS, NOTIFICATIONS)

    assert sorted(there.heard) == [NOTIFICATIONS, TIMERS]
    assert here.heard == [NOTIFICATIONS, TIMERS, NOTIFICATIONS]


async def test_a_lost_connection_is_made_anew(postgres_url: str, engine: PostgresEngine) -> None:
    """After the connection broke everybody is woken once, and hears again."""
    here, there = Bell(), Bell()
    async with (
        Wakeups(postgres_url, here).listening() as mine,
        Wakeups(postgres_url, there).listening(),
    ):
        await here.hears(*CHANNELS)
        await there.hears(*CHANNELS)
        here.heard.clear()
        there.heard.clear()

        await drop_listeners(engine)
        await here.hears(*CHANNELS)
        await there.hears(*CHANNELS)
        there.heard.clear()
        mine.wake([OUTBOX])
        await there.hears(OUTBOX)

    assert there.heard == [OUTBOX]


async def test_without_a_connection_only_this_process_is_woken(postgres_url: str) -> None:
    """A wake-up that cannot be sent is dropped; the poll of the others finds what is due."""
    bell = Bell()
    wakeups = Wakeups(postgres_url, bell)

    wakeups.wake([TIMERS])

    assert bell.heard == [TIMERS]
    async with wakeups.listening():
        await bell.hears(*CHANNELS)
