"""Sends notices to a person's webhook."""

from collections.abc import Mapping
from typing import Any

import msgspec
from attrs import frozen

from hikeshi.kernel.clock import Clock
from hikeshi.kernel.conversion import rfc3339
from hikeshi.notifications.model.envelope import Recipient
from hikeshi.notifications.model.notice import Notice
from hikeshi.notifications.model.outcome import DeliveryReport
from hikeshi_server.outbound.links import Links
from hikeshi_server.outbound.notice_wording import tell
from hikeshi_server.outbound.plain_text import one_line
from hikeshi_server.outbound.webhook.client import WebhookClient
from hikeshi_server.outbound.webhook.sender import post_and_report


@frozen
class WebhookNoticeSender:
    """Brings notices to URLs; a 2xx answer means accepted and no more."""

    client: WebhookClient
    links: Links
    clock: Clock

    async def send(self, notice: Notice, recipient: Recipient) -> DeliveryReport:
        """Post the signed notice and report what came of it."""
        return await post_and_report(
            self.client,
            self.clock,
            recipient,
            message_id=str(notice.id),
            body=render_notice(notice, recipient, self.links),
        )


def render_notice(notice: Notice, recipient: Recipient, links: Links) -> bytes:
    """Return the JSON of the message: words for people, facts for programs."""
    told = tell(notice, recipient, links)
    data: Mapping[str, Any] = {
        "notice_id": str(notice.id),
        "person": {"id": str(recipient.user_id), "name": one_line(recipient.name, 200)},
        "subject": told.subject,
        "text": "\n".join(told.lines),
        "links": [{"text": words, "url": url} for words, url in told.links],
        "facts": dict(notice.facts),
        **({"code": notice.code} if notice.code is not None else {}),
    }
    return msgspec.json.encode(
        {
            "type": f"notice.{notice.topic.value}",
            "timestamp": rfc3339(notice.created_at),
            "data": data,
        }
    )
