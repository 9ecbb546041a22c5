"""Announcements through SQS, standard or FIFO."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import structlog
from attrs import define
from botocore.exceptions import ClientError

from hikeshi.kernel.errors import UnavailableError
from hikeshi.notifications.model.announcement import Announcement, HeardAnnouncement, QueueDepth
from hikeshi_server.outbound.outages import Outages
from hikeshi_server.outbound.sqs.addresses import (
    HIDDEN_SECONDS,
    Addresses,
    QueueAddresses,
    is_missing,
)
from hikeshi_server.outbound.sqs.client import LONGEST_WAIT, LOST, PATIENCE_SECONDS, reason_of
from hikeshi_server.outbound.sqs.message import again, to_entry, to_heard

T = TypeVar("T")
_log = structlog.get_logger(__name__)

#: Entries in one request (AWS, SendMessageBatch, ReceiveMessage and the like).
MOST_TOGETHER = 10
#: Finding the queue takes several calls, making it some more; once.
FINDING_SECONDS = 5 * PATIENCE_SECONDS
#: Dead messages being put back are kept from others for so long.
REDRIVING_SECONDS = 60


class QueueUnavailableError(UnavailableError):
    """The queue cannot be reached now."""


@define
class SqsPageQueue:
    """Carries announcements between processes; what is lost in it a look at the database finds.

    Args:
        outages: Is told whether the queue is away.
    """

    client: Any
    addresses: QueueAddresses
    outages: Outages

    @property
    def _fifo(self) -> bool:
        return self.addresses.queues.is_fifo

    async def announce(self, announcements: Sequence[Announcement]) -> None:
        """Put these in, ten at a time."""
        for batch in _batches(announcements):
            entries = [to_entry(n, each, fifo=self._fifo) for n, each in enumerate(batch)]
            async with self._reaching() as found:
                await self._send(found.queue, entries)

    async def hear(self, limit: int, seconds: float) -> Sequence[HeardAnnouncement]:
        """Take out at most so many, ten at most, waiting for the first one at most so long.

        What cannot be read is left where it is, and so ends among the dead.
        """
        wait = min(int(seconds), LONGEST_WAIT)
        async with self._reaching(waiting=wait) as found:
            messages = await self._receive(found.queue, limit, wait, HIDDEN_SECONDS)
        heard = [to_heard(message) for message in messages]
        if None in heard:
            _log.warning("unreadable_announcements", messages=heard.count(None))
        return [each for each in heard if each is not None]

    async def hide(self, heard: Sequence[HeardAnnouncement], seconds: float) -> None:
        """Keep these from others for so long from now; what is gone already stays gone."""
        for batch in _batches(heard):
            entries = [
                {"Id": str(n), "ReceiptHandle": each.receipt, "VisibilityTimeout": int(seconds)}
                for n, each in enumerate(batch)
            ]
            async with self._reaching() as found:
                await self.client.change_message_visibility_batch(
                    QueueUrl=found.queue, Entries=entries
                )

    async def drop(self, heard: Sequence[HeardAnnouncement]) -> None:
        """Remove these for good; what is gone already is no error."""
        for batch in _batches(heard):
            async with self._reaching() as found:
                await self._delete(found.queue, [each.receipt for each in batch])

    async def redrive(self, limit: int) -> int:
        """Put at most so many dead ones back; each is removed there once it is back."""
        done = 0
        while done < limit:
            async with self._reaching(waiting=3 * PATIENCE_SECONDS) as found:
                back = await self._redrive(found, min(MOST_TOGETHER, limit - done))
            done += back
            if not back:
                break
        return done

    async def depth(self) -> QueueDepth:
        """Return how much it holds, as near to the truth as SQS counts."""
        async with self._reaching() as found:
            counts = await self._counts(found.queue)
            dead = {} if found.dead is None else await self._counts(found.dead)
        return QueueDepth(
            waiting=int(counts.get(_WAITING, 0)),
            hidden=int(counts.get(_HIDDEN, 0)),
            dead=int(dead.get(_WAITING, 0)),
        )

    async def _redrive(self, found: Addresses, limit: int) -> int:
        if found.dead is None:
            return 0
        messages = await self._receive(found.dead, limit, 0, REDRIVING_SECONDS)
        if messages:
            entries = [again(n, each, fifo=self._fifo) for n, each in enumerate(messages)]
            await self._send(found.queue, entries)
            await self._delete(found.dead, [each["ReceiptHandle"] for each in messages])
        return len(messages)

    async def _send(self, url: str, entries: Sequence[Mapping[str, Any]]) -> None:
        answer = await self.client.send_message_batch(QueueUrl=url, Entries=entries)
        failed = answer.get("Failed", [])
        if failed:
            code = failed[0].get("Code", "no reason")
            raise QueueUnavailableError(f"the queue refused {len(failed)} announcements: {code}")

    async def _receive(
        self, url: str, limit: int, wait: int, hidden: int
    ) -> Sequence[Mapping[str, Any]]:
        answer = await self.client.receive_message(
            QueueUrl=url,
            MaxNumberOfMessages=max(1, min(limit, MOST_TOGETHER)),
            WaitTimeSeconds=wait,
            VisibilityTimeout=hidden,
            MessageSystemAttributeNames=["ApproximateReceiveCount", "MessageGroupId"],
            MessageAttributeNames=["All"],
        )
        messages: Sequence[Mapping[str, Any]] = answer.get("Messages", [])
        return messages

    async def _delete(self, url: str, receipts: Sequence[str]) -> None:
        entries = [{"Id": str(n), "ReceiptHandle": each} for n, each in enumerate(receipts)]
        await self.client.delete_message_batch(QueueUrl=url, Entries=entries)

    async def _counts(self, url: str) -> Mapping[str, str]:
        answer = await self.client.get_queue_attributes(
            QueueUrl=url, AttributeNames=[_WAITING, _HIDDEN]
        )
        counts: Mapping[str, str] = answer.get("Attributes", {})
        return counts

    @asynccontextmanager
    async def _reaching(self, waiting: float = 0.0) -> AsyncIterator[Addresses]:
        """Find the queue, and note whether what is done there can be done.

        Args:
            waiting: Seconds it takes beyond those every call may take.

        Raises:
            QueueUnavailableError: It cannot be reached, or is not ours to use.
        """
        try:
            async with asyncio.timeout(FINDING_SECONDS):
                found = await self.addresses.find()
            async with asyncio.timeout(PATIENCE_SECONDS + waiting):
                yield found
        except LOST as error:
            if isinstance(error, ClientError) and is_missing(error):
                self.addresses.forget()
            self.outages.begin(reason_of(error))
            raise QueueUnavailableError(reason_of(error)) from error
        self.outages.end()


_WAITING = "ApproximateNumberOfMessages"
_HIDDEN = "ApproximateNumberOfMessagesNotVisible"


def _batches(items: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), MOST_TOGETHER):
        yield items[start : start + MOST_TOGETHER]
