"""Suite for RateLimits."""
# ruff: noqa: S101 - a suite asserts

from collections.abc import Awaitable, Callable
from datetime import timedelta

from hikeshi.access.model.rate_limit import RateLimit
from hikeshi.access.ports import RateLimits

THREE = RateLimit("three", 3, timedelta(minutes=1))


async def refuses_what_is_too_much(limits: RateLimits) -> None:
    """So many are granted, the next is refused and told how long to wait."""
    found = [await limits.take(THREE, "ana") for _ in range(4)]

    assert [each.granted for each in found] == [True, True, True, False]
    assert [each.remaining for each in found] == [2, 1, 0, 0]
    assert timedelta(0) < found[3].wait <= THREE.per
    assert found[0].wait == timedelta(0)


async def counts_each_key_alone(limits: RateLimits) -> None:
    """Who has used up nothing is granted, and so is another limit under the same key."""
    for _ in range(4):
        await limits.take(THREE, "ben")

    assert (await limits.take(THREE, "cleo")).granted
    assert (await limits.take(RateLimit("other", 1, THREE.per), "ben")).granted


RATE_LIMITS: tuple[Callable[[RateLimits], Awaitable[None]], ...] = (
    refuses_what_is_too_much,
    counts_each_key_alone,
)
