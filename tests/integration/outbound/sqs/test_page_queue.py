"""What lies in SQS, what is left there, and what is brought back."""

import asyncio
import json
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest
from click.testing import CliRunner, Result
from tests.peers.queue_server import QueueServer

from hikeshi.kernel.errors import UnavailableError
from hikeshi.testing.conformance.page_queue import an_announcement, hear
from hikeshi_server.inbound.cli.main import hikeshi
from hikeshi_server.outbound.outages import Outages
from hikeshi_server.outbound.sqs.opening import open_page_queue
from hikeshi_server.outbound.sqs.page_queue import SqsPageQueue
from hikeshi_server.outbound.sqs.settings import QueueKind, SqsQueues

pytestmark = pytest.mark.usefixtures("aws_credentials")


def opened(
    server: QueueServer, prefix: str, kind: QueueKind = QueueKind.STANDARD
) -> AbstractAsyncContextManager[SqsPageQueue]:
    """Open a queue of that name."""
    queues = SqsQueues(prefix=prefix, endpoint_url=server.url, kind=kind)
    return open_page_queue(queues, Outages("sqs"), lambda depth: None)


async def raw(queue: SqsPageQueue) -> dict[str, Any]:
    """Return a message as it lies in the queue."""
    found = await queue.addresses.find()
    answer = await queue.client.receive_message(
        QueueUrl=found.queue,
        VisibilityTimeout=0,
        MessageAttributeNames=["All"],
        MessageSystemAttributeNames=["All"],
    )
    message: dict[str, Any] = answer["Messages"][0]
    return message


async def test_a_message_holds_an_identity_and_nothing_else(shared_queue: QueueServer) -> None:
    """Whoever reads the queue learns nothing of people or incidents; what one person is told about
    one incident stays in order."""
    announcement = an_announcement(attempts=2)
    async with opened(shared_queue, "secret-", QueueKind.FIFO) as queue:
        await queue.announce([announcement])
        message = await raw(queue)

    assert json.loads(message["Body"]) == {
        "version": 1,
        "notification_id": str(announcement.notification_id),
    }
    attributes = message["Attributes"]
    assert attributes["MessageGroupId"] == announcement.group
    assert attributes["MessageDeduplicationId"] == announcement.key
    assert message["MessageAttributes"]["type"]["StringValue"] == "notification.due"


async def test_a_queue_that_keeps_order_takes_the_same_word_once(shared_queue: QueueServer) -> None:
    """Two processes that announce the same attempt put in one message."""
    async with opened(shared_queue, "twice-", QueueKind.FIFO) as queue:
        announcement = an_announcement()
        await queue.announce([announcement])
        await queue.announce([announcement])

        assert (await queue.depth()).waiting == 1


async def test_what_cannot_be_read_ends_among_the_dead(shared_queue: QueueServer) -> None:
    """A message of somebody else's is never taken for a page, and holds nothing up for ever."""
    async with opened(shared_queue, "strange-") as queue:
        found = await queue.addresses.find()
        for body in ("no JSON", "[]", '{"notification_id": 7}'):
            await queue.client.send_message(QueueUrl=found.queue, MessageBody=body)
        assert await queue.hear(10, 0) == []
        await queue.announce([an_announcement()])

        assert len(await hear(queue, 1)) == 1


async def test_a_queue_that_is_gone_is_made_anew(queue_server: QueueServer) -> None:
    """A server that lost its queues gets them back with the next call but one."""
    async with opened(queue_server, "lost-") as queue:
        await queue.announce([an_announcement()])
        queue_server.kill()
        with pytest.raises(UnavailableError):
            await queue.announce([an_announcement()])
        assert queue.outages.trouble is not None

        queue_server.start()
        with pytest.raises(UnavailableError, match=r"NonExistentQueue|QueueDoesNotExist"):
            await queue.announce([an_announcement()])
        await queue.announce([an_announcement()])

        assert (await queue.depth()).waiting == 1
        assert queue.outages.trouble is None


@pytest.mark.parametrize("kind", QueueKind)
async def test_dead_announcements_are_shown_and_put_back(
    shared_queue: QueueServer, kind: QueueKind
) -> None:
    """`hikeshi queue` exits with 1 while dead ones lie there; `redrive` puts them back."""
    async with opened(shared_queue, f"dead-{kind}-", kind) as queue:
        await queue.announce([an_announcement()])
        while heard := await queue.hear(10, 0):
            await queue.hide(heard, 0)

    commands = (["queue", "--json"], ["queue", "redrive"], ["queue", "--json"])
    shown, back, after = [
        await asyncio.to_thread(command, shared_queue, kind, *words) for words in commands
    ]

    assert (shown.exit_code, json.loads(shown.stdout)["dead"]) == (1, 1)
    assert (back.exit_code, back.stdout) == (0, "1 put back\n")
    assert (after.exit_code, json.loads(after.stdout)) == (
        0,
        {"waiting": 1, "hidden": 0, "dead": 0},
    )


def test_there_has_to_be_a_queue_to_look_at() -> None:
    """Without SQS the command says why it has nothing to show."""
    result = CliRunner().invoke(hikeshi, ["queue"])

    assert result.exit_code == 2
    assert "HIKESHI_SQS_QUEUE_PREFIX is not set" in result.stderr


def command(server: QueueServer, kind: QueueKind, *words: str) -> Result:
    """Run a command of the product."""
    environment = {
        "HIKESHI_SQS_QUEUE_PREFIX": f"dead-{kind}-",
        "HIKESHI_SQS_ENDPOINT_URL": server.url,
        "HIKESHI_SQS_KIND": kind.value,
    }
    return CliRunner(env=environment).invoke(hikeshi, words)
