"""Sends messages to subscriptions as signed webhooks and reads what the answers mean."""

from attrs import frozen

from hikeshi.kernel.clock import Clock
from hikeshi.subscriptions.model.subscription import Subscription
from hikeshi.subscriptions.model.subscription_message import PostReport, SubscriptionMessage
from hikeshi_server.outbound.http_client import (
    DestinationRefusedError,
    DestinationUnreachableError,
)
from hikeshi_server.outbound.http_client.retry_after import parse_retry_after
from hikeshi_server.outbound.plain_text import one_line
from hikeshi_server.outbound.webhook.client import BadSigningSecretError, WebhookClient

_LONGEST_REASON = 300
#: The receiver wants nothing more (Standard Webhooks; RFC 9110, section 15.5.11).
_GONE = 410


@frozen
class WebhookSubscriptionSender:
    """Posts messages to URLs; any 2xx answer means that it arrived."""

    client: WebhookClient
    clock: Clock

    async def send(self, message: SubscriptionMessage, subscription: Subscription) -> PostReport:
        """Post the signed message and report what came of it."""
        newest, *older = subscription.secrets
        try:
            answer = await self.client.post(
                subscription.url,
                message_id=str(message.id),
                at=self.clock.now(),
                secret=newest,
                body=message.body.encode(),
                older_secrets=older,
            )
        except (
            BadSigningSecretError,
            DestinationRefusedError,
            DestinationUnreachableError,
        ) as error:
            return PostReport(arrived=False, reason=one_line(error.detail, _LONGEST_REASON))
        return PostReport(
            arrived=200 <= answer.status < 300,
            gone=answer.status == _GONE,
            reason=_reason(answer.status),
            retry_after=parse_retry_after(answer.headers.get("retry-after"), self.clock.now()),
        )


def _reason(status: int) -> str:
    if 300 <= status < 400:
        return f"It answered {status}; redirects are not followed, give its final URL."
    if status == _GONE:
        return "It answered 410: it is gone for good."
    return f"It answered {status}."
