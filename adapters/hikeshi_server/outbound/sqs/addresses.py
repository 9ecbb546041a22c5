"""Where the queues are: found, or made where there are none."""

import json
from typing import Any

from attrs import define, frozen
from botocore.exceptions import ClientError

from hikeshi_server.outbound.sqs.settings import SqsQueues

#: How long a message handed out is kept from others; longer where somebody still works on it.
HIDDEN_SECONDS = 30
#: What was handed out so often without an end is put aside.
MOST_TIMES = 5
#: So long a message waits for somebody to hear it; the page itself waits in the database.
KEPT_SECONDS = 4 * 24 * 3600
DEAD_KEPT_SECONDS = 14 * 24 * 3600

_MISSING = ("QueueDoesNotExist", "NonExistentQueue")


@frozen
class Addresses:
    """The queue, and where it puts what never ends; nothing where it has no such place."""

    queue: str
    dead: str | None


@define
class QueueAddresses:
    """Finds queues by their names, once."""

    client: Any
    queues: SqsQueues
    _found: Addresses | None = None

    async def find(self) -> Addresses:
        """Return where they are; a queue that is missing is made, with a place for dead ones."""
        if self._found is None:
            url = await self._url(self.queues.name) or await self._make()
            self._found = Addresses(url, await self._dead_of(url))
        return self._found

    def forget(self) -> None:
        """Look anew next time: the queue may have been removed, or the server lost it."""
        self._found = None

    async def _url(self, name: str) -> str | None:
        try:
            answer = await self.client.get_queue_url(QueueName=name)
        except ClientError as error:
            if is_missing(error):
                return None
            raise
        url: str = answer["QueueUrl"]
        return url

    async def _make(self) -> str:
        dead = await self._create(
            self.queues.dead_name, {"MessageRetentionPeriod": str(DEAD_KEPT_SECONDS)}
        )
        policy = {"deadLetterTargetArn": await self._arn(dead), "maxReceiveCount": MOST_TIMES}
        return await self._create(
            self.queues.name,
            {
                "VisibilityTimeout": str(HIDDEN_SECONDS),
                "MessageRetentionPeriod": str(KEPT_SECONDS),
                "RedrivePolicy": json.dumps(policy),
            },
        )

    async def _create(self, name: str, attributes: dict[str, str]) -> str:
        if self.queues.is_fifo:
            attributes = {**attributes, "FifoQueue": "true"}
        answer = await self.client.create_queue(QueueName=name, Attributes=attributes)
        url: str = answer["QueueUrl"]
        return url

    async def _arn(self, url: str) -> str:
        arn: str = (await self._attributes(url, "QueueArn"))["QueueArn"]
        return arn

    async def _dead_of(self, url: str) -> str | None:
        policy = (await self._attributes(url, "RedrivePolicy")).get("RedrivePolicy")
        if not policy:
            return None
        arn: str = json.loads(policy)["deadLetterTargetArn"]
        return await self._url(arn.rpartition(":")[2])

    async def _attributes(self, url: str, *names: str) -> dict[str, str]:
        answer = await self.client.get_queue_attributes(QueueUrl=url, AttributeNames=list(names))
        found: dict[str, str] = answer.get("Attributes", {})
        return found


def is_missing(error: ClientError) -> bool:
    """Say whether there is no such queue."""
    return str(error.response.get("Error", {}).get("Code", "")).endswith(_MISSING)
