"""Every PageQueue keeps its promises, whatever carries it."""

from collections.abc import Awaitable, Callable

import pytest

from hikeshi.memory.clock import FixedClock
from hikeshi.memory.page_queue import InMemoryPageQueue
from hikeshi.notifications.ports import PageQueue
from hikeshi.testing.builders import START
from hikeshi.testing.conformance.page_queue import PAGE_QUEUE

Check = Callable[[PageQueue], Awaitable[None]]


@pytest.mark.parametrize("check", PAGE_QUEUE, ids=lambda check: check.__name__)
async def test_the_queue_in_memory(check: Check) -> None:
    """The twin in memory keeps every promise."""
    await check(InMemoryPageQueue(FixedClock(START)))
