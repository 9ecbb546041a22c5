"""Opens the queue, and looks after it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

from attrs import frozen

from hikeshi.kernel.errors import UnavailableError
from hikeshi.notifications.model.announcement import QueueDepth
from hikeshi_server.outbound.outages import Outages
from hikeshi_server.outbound.sqs.addresses import QueueAddresses
from hikeshi_server.outbound.sqs.client import open_client
from hikeshi_server.outbound.sqs.page_queue import SqsPageQueue
from hikeshi_server.outbound.sqs.settings import SqsQueues

#: Between two looks while it is there, and while it is away.
LOOK_SECONDS = 15.0
AGAIN_SECONDS = 1.0


@frozen
class _Watch:
    queue: SqsPageQueue
    tell: Callable[[QueueDepth], None]

    async def look(self) -> None:
        with suppress(UnavailableError):
            self.tell(await self.queue.depth())

    async def run(self) -> None:
        while True:
            away = self.queue.outages.trouble is not None
            await asyncio.sleep(AGAIN_SECONDS if away else LOOK_SECONDS)
            await self.look()


@asynccontextmanager
async def open_page_queue(
    queues: SqsQueues, outages: Outages, tell: Callable[[QueueDepth], None]
) -> AsyncIterator[SqsPageQueue]:
    """Open the queue; one that is away is done without until a look finds it.

    Args:
        queues: Which one.
        outages: Is told whether it is away.
        tell: Is told how much it holds, every now and then.
    """
    async with open_client(queues) as client:
        queue = SqsPageQueue(client, QueueAddresses(client, queues), outages)
        watch = _Watch(queue, tell)
        await watch.look()
        watching = asyncio.create_task(watch.run(), name="watch the queue")
        try:
            yield queue
        finally:
            watching.cancel()
            with suppress(asyncio.CancelledError):
                await watching
