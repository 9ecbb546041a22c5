"""Answers kept in the process take no more room, and live no longer, than was said."""

from datetime import timedelta

from hikeshi.memory.cache import InMemoryCache
from hikeshi.memory.clock import FixedClock
from hikeshi.testing.builders import START

MINUTE = timedelta(minutes=1)


async def test_what_nobody_asked_for_longest_goes_first() -> None:
    """A full cache forgets the answer that was not used for the longest time."""
    cache = InMemoryCache(FixedClock(START), most_bytes=20)
    await cache.put("a", bytes(8), MINUTE)
    await cache.put("b", bytes(8), MINUTE)
    assert await cache.get("a") is not None
    await cache.put("c", bytes(8), MINUTE)

    assert await cache.get("b") is None
    assert await cache.get("a") == await cache.get("c") == bytes(8)


async def test_what_is_too_large_is_not_kept_and_takes_nothing_away() -> None:
    """An answer larger than all the room leaves the others where they are."""
    cache = InMemoryCache(FixedClock(START), most_bytes=20)
    await cache.put("a", bytes(8), MINUTE)
    await cache.put("b", bytes(21), MINUTE)

    assert await cache.get("a") == bytes(8)
    assert await cache.get("b") is None


async def test_answers_and_claims_end_with_their_time() -> None:
    """From the instant on that was said, an answer is missing and a claim is free."""
    clock = FixedClock(START)
    cache = InMemoryCache(clock)
    await cache.put("a", b"there", MINUTE)
    assert await cache.claim("b", MINUTE)
    clock.advance(MINUTE)

    assert await cache.get("a") is None
    assert await cache.claim("b", MINUTE)
