"""Redis that is killed and started again: everything goes on without it, and with it again."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from tests.peers.redis_server import RedisServer
from tests.product.waiting import until

from hikeshi.access.model.rate_limit import RateLimit
from hikeshi.memory.clock import FixedClock
from hikeshi.memory.rate_limits import InMemoryRateLimits
from hikeshi.testing.builders import START
from hikeshi_server.outbound.outages import Outages
from hikeshi_server.outbound.redis.link import RedisLink, connect
from hikeshi_server.outbound.redis.rate_limits import RedisRateLimits
from hikeshi_server.outbound.redis.wakeups import RedisWakeups

TWO = RateLimit("two", 2, timedelta(minutes=1))


class Bells:
    """Notes which channels were woken."""

    def __init__(self) -> None:
        self.rung: list[str] = []

    def wake(self, channels: object) -> None:
        self.rung.extend(channels)  # type: ignore[arg-type]


class Room:
    """One process: its connection, its limits, its wake-ups, and what it would do without."""

    def __init__(self, url: str, told: list[bool]) -> None:
        self.link = RedisLink(
            connect(url), "test", Outages("redis", lambda _, away: told.append(away))
        )
        self.limits = RedisRateLimits.over(self.link, InMemoryRateLimits(FixedClock(START)))
        self.nearby, self.otherwise = Bells(), Bells()
        listener = connect(url, patient=True)
        self.wakeups = RedisWakeups(self.link, listener, self.nearby, self.otherwise)


@pytest.fixture
async def rooms(redis_server: RedisServer) -> AsyncIterator[tuple[Room, Room]]:
    """Two processes that share it."""
    async with AsyncExitStack() as stack:
        found = (Room(redis_server.url, []), Room(redis_server.url, []))
        for room in found:
            await stack.enter_async_context(room.link.watched())
            await stack.enter_async_context(room.wakeups.listening())
            await until(lambda room=room: bool(room.nearby.rung), 20, "a subscription")
            room.nearby.rung.clear()
        yield found


async def grants(room: Room, times: int) -> list[bool]:
    """Ask so often."""
    return [(await room.limits.take(TWO, "ana")).granted for _ in range(times)]


async def test_two_processes_count_together_while_there_is_redis(
    redis_server: RedisServer, rooms: tuple[Room, Room]
) -> None:
    """What one grants the other counts; without Redis each counts for itself, and says so; with
    Redis again they count together, from nothing."""
    here, there = rooms
    assert await grants(here, 2) == [True, True]
    assert await grants(there, 1) == [False]

    redis_server.kill()
    assert await grants(here, 3) == [True, True, False]
    assert await grants(there, 3) == [True, True, False]
    assert here.link.trouble is not None
    assert "Redis does not answer" in here.link.trouble

    redis_server.start()
    await until(lambda: here.link.trouble is None and there.link.trouble is None, 20, "Redis")
    assert await grants(here, 2) == [True, True]
    assert await grants(there, 1) == [False]


async def test_wake_ups_reach_the_others(
    redis_server: RedisServer, rooms: tuple[Room, Room]
) -> None:
    """A wake-up rings here and there, once each; while Redis is away it goes another way, and
    whoever comes back looks at everything."""
    here, there = rooms
    here.wakeups.wake(["timers"])
    await until(lambda: there.nearby.rung == ["timers"], 20, "a bell there")
    assert (here.nearby.rung, here.otherwise.rung) == (["timers"], [])

    redis_server.kill()
    here.wakeups.wake(["notifications"])
    await until(lambda: here.otherwise.rung == ["notifications"], 20, "the other way")

    there.nearby.rung.clear()
    redis_server.start()
    await until(lambda: "journal" in there.nearby.rung, 20, "a look at everything")
    there.nearby.rung.clear()
    await until(lambda: here.link.trouble is None, 20, "Redis")
    here.wakeups.wake(["outbox"])
    await until(lambda: "outbox" in there.nearby.rung, 20, "a bell there")


async def test_a_redis_that_never_was_there_holds_nothing_up(tmp_path: Path) -> None:
    """A process starts without its Redis and does without."""
    told: list[bool] = []
    room = Room(RedisServer(tmp_path).url, told)
    async with room.link.watched(), room.wakeups.listening():
        assert await grants(room, 3) == [True, True, False]
        room.wakeups.wake(["timers"])

    assert room.otherwise.rung == ["timers"]
    assert set(told) == {True}
