"""Every PageQueue keeps its promises, whatever carries it."""

from collections.abc import Awaitable, Callable

import pytest

from hikeshi.memory.clock import FixedClock
from hikeshi.memory.page_queue import InMemoryPageQueue
from hikeshi.notifications.ports import PageQueue
from hikeshi.testing.builders import START
from hikeshi.testing.conformance.page_queue import PAGE_QUEUE
from hikeshi_server.outbound.outages import Outages
from hikeshi_server.outbound.sqs.opening import open_page_queue
from hikeshi_server.outbound.sqs.settings import QueueKind, SqsQueues
from tests.peers.queue_server import QueueServer

Check = Callable[[PageQueue], Awaitable[None]]


@pytest.mark.parametrize("check", PAGE_QUEUE, ids=lambda check: check.__name__)
async def test_the_queue_in_memory(check: Check) -> None:
    """The twin in memory keeps every promise."""
    await check(InMemoryPageQueue(FixedClock(START)))


@pytest.mark.usefixtures("aws_credentials")
@pytest.mark.parametrize("kind", QueueKind)
@pytest.mark.parametrize("check", PAGE_QUEUE, ids=lambda check: check.__name__)
async def test_a_queue_of_sqs(check: Check, kind: QueueKind, shared_queue: QueueServer) -> None:
    """A standard queue and one that keeps order keep every promise."""
    queues = SqsQueues(prefix=f"{check.__name__}-", endpoint_url=shared_queue.url, kind=kind)
    outages = Outages("sqs")
    async with open_page_queue(queues, outages, lambda depth: None) as queue:
        assert outages.trouble is None
        await check(queue)
        assert outages.trouble is None
