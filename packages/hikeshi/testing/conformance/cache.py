"""Suite for Cache."""
# ruff: noqa: S101 - a suite asserts

from collections.abc import Awaitable, Callable
from datetime import timedelta

from hikeshi.flow.ports import Cache

AN_HOUR = timedelta(hours=1)


async def gives_back_what_was_put(cache: Cache) -> None:
    """Bytes come back as they were, under their key alone; the newest ones stay."""
    answer = bytes(range(256))
    assert await cache.get("load:1") is None
    await cache.put("load:1", answer, AN_HOUR)
    await cache.put("load:2", b"", AN_HOUR)

    assert await cache.get("load:1") == answer
    assert await cache.get("load:2") == b""
    assert await cache.get("load:3") is None
    await cache.put("load:1", b"newer", AN_HOUR)
    assert await cache.get("load:1") == b"newer"


async def grants_a_claim_once(cache: Cache) -> None:
    """One of all who want to compute an answer may; another one after a release or the put."""
    assert await cache.claim("load:1", AN_HOUR)
    assert not await cache.claim("load:1", AN_HOUR)
    assert await cache.claim("load:2", AN_HOUR)

    await cache.release("load:1")
    assert await cache.claim("load:1", AN_HOUR)
    await cache.put("load:1", b"there", AN_HOUR)
    assert await cache.claim("load:1", AN_HOUR)


async def releases_what_nobody_claimed(cache: Cache) -> None:
    """A release too many does nothing, and takes no answer away."""
    await cache.put("load:1", b"there", AN_HOUR)
    await cache.release("load:1")
    await cache.release("load:2")

    assert await cache.get("load:1") == b"there"


CACHES: tuple[Callable[[Cache], Awaitable[None]], ...] = (
    gives_back_what_was_put,
    grants_a_claim_once,
    releases_what_nobody_claimed,
)
