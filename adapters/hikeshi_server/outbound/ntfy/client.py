"""Publishes to a topic as JSON (docs.ntfy.sh/publish, “Publish as JSON”)."""

import re

import msgspec
from attrs import field, frozen

from hikeshi.kernel.errors import InvalidError
from hikeshi_server.outbound.http_client import Answer, OutgoingHttp
from hikeshi_server.outbound.ntfy.message import NtfyMessage

#: A pager does not wait longer for a server that takes messages on.
TOTAL_SECONDS = 10.0
#: The topic's name is the last part (ntfy, server/server.go: `topicRegex`).
_ADDRESS = re.compile(r"(https?://[^\s?#]+)/([-_A-Za-z0-9]{1,64})")


class BadTopicError(InvalidError):
    """The address is no topic such as https://ntfy.example.org/topic: change the contact method."""


@frozen
class Topic:
    """Where to publish.

    Args:
        root: Address of the server: JSON is posted there, never to the topic itself.
    """

    root: str
    name: str
    token: str | None = field(default=None, repr=False)


def parse_topic(address: str, token: str | None) -> Topic:
    """Take the address of a topic apart.

    Raises:
        BadTopicError: It is none.
    """
    found = _ADDRESS.fullmatch(address)
    if found is None:
        raise BadTopicError
    return Topic(root=f"{found[1]}/", name=found[2], token=token)


@frozen
class NtfyClient:
    """Publishes one message."""

    http: OutgoingHttp

    async def publish(self, topic: Topic, message: NtfyMessage) -> Answer:
        """Publish the message and return the answer.

        Raises:
            DestinationRefusedError: The URL leads inwards, or is none.
            DestinationUnreachableError: There was no whole answer.
        """
        # ntfy knows repetitions by `sequence_id`; the header is for what stands before it.
        headers = {"Content-Type": "application/json", "X-Message-Id": message.sequence_id}
        if topic.token:
            headers["Authorization"] = f"Bearer {topic.token}"
        body = msgspec.json.encode({"topic": topic.name, **msgspec.to_builtins(message)})
        return await self.http.post(
            topic.root, content=body, headers=headers, timeout=TOTAL_SECONDS
        )
