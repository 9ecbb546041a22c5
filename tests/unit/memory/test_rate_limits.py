"""Limits that slide: what was used counts less and less, and nothing after two windows."""

from datetime import timedelta

from hikeshi.access.model.rate_limit import RateLimit
from hikeshi.memory import rate_limits
from hikeshi.memory.clock import FixedClock
from hikeshi.memory.rate_limits import InMemoryRateLimits
from hikeshi.testing.builders import START

TEN = RateLimit("ten", 10, timedelta(seconds=10))


async def granted(limits: InMemoryRateLimits, times: int, key: str = "ana") -> int:
    """Ask so often; return how often it was granted."""
    return sum([(await limits.take(TEN, key)).granted for _ in range(times)])


async def test_room_comes_back_little_by_little() -> None:
    """Half a window after a full one, half of it still counts; after two windows nothing does."""
    clock = FixedClock(START)
    limits = InMemoryRateLimits(clock)
    assert await granted(limits, 20) == 10

    clock.advance(timedelta(seconds=15))
    assert await granted(limits, 20) == 5

    clock.advance(timedelta(seconds=30))
    assert await granted(limits, 20) == 10


async def test_what_is_refused_does_not_count() -> None:
    """Asking on and on while refused makes nobody wait longer."""
    clock = FixedClock(START)
    limits = InMemoryRateLimits(clock)
    await granted(limits, 1000)

    clock.advance(timedelta(seconds=20))
    assert await granted(limits, 20) == 10


async def test_strangers_fill_no_memory(monkeypatch) -> None:
    """Of more keys than are remembered the one nobody asked for longest is forgotten."""
    monkeypatch.setattr(rate_limits, "MOST_KEYS", 2)
    limits = InMemoryRateLimits(FixedClock(START))
    for key in ("ana", "ben", "ana", "cleo"):
        await granted(limits, 10, key)

    assert await granted(limits, 10, "ana") == 0
    assert await granted(limits, 10, "ben") == 10
