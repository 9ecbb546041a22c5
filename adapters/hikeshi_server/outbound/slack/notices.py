"""Sends notices to people in Slack."""

from collections.abc import Mapping
from typing import Any

from attrs import frozen

from hikeshi.notifications.model.envelope import Recipient
from hikeshi.notifications.model.notice import Notice
from hikeshi.notifications.model.outcome import DeliveryReport
from hikeshi_server.outbound.links import Links
from hikeshi_server.outbound.notice_wording import tell
from hikeshi_server.outbound.slack.client import SlackClient
from hikeshi_server.outbound.slack.message import render_notice
from hikeshi_server.outbound.slack.sender import direct_messages, not_configured, reported


@frozen
class SlackNoticeSender:
    """Brings notices into direct messages; `ok` from Slack means accepted.

    Args:
        client: Nothing where no app is configured.
    """

    client: SlackClient | None
    links: Links

    async def send(self, notice: Notice, recipient: Recipient) -> DeliveryReport:
        """Post the message and report what came of it."""
        if self.client is None:
            return not_configured()
        return await reported(_bring(self.client, notice, recipient, self.links))


async def _bring(
    client: SlackClient, notice: Notice, recipient: Recipient, links: Links
) -> Mapping[str, Any]:
    message = render_notice(tell(notice, recipient, links))
    return await client.call(
        "chat.postMessage",
        channel=await direct_messages(client, recipient.address),
        text=message.text,
        blocks=message.blocks,
        metadata={
            "event_type": "hikeshi_notice",
            "event_payload": {"notice_id": str(notice.id)},
        },
    )
