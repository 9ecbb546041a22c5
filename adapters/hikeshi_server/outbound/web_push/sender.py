"""Sends pages to browsers and reads what the push service's answer means."""

from collections.abc import Mapping

from attrs import frozen

from hikeshi.kernel.clock import Clock
from hikeshi.notifications.model.envelope import Envelope, Recipient
from hikeshi.notifications.model.outcome import DeliveryReport, Outcome, outcome_of_http_status
from hikeshi_server.outbound.http_client import (
    Answer,
    DestinationRefusedError,
    DestinationUnreachableError,
)
from hikeshi_server.outbound.http_client.retry_after import parse_retry_after
from hikeshi_server.outbound.links import Links
from hikeshi_server.outbound.plain_text import one_line
from hikeshi_server.outbound.web_push.client import WebPushClient
from hikeshi_server.outbound.web_push.encryption import BadPushKeysError
from hikeshi_server.outbound.web_push.message import PushMessage, render

_LONGEST_EVIDENCE = 200
#: The subscription has ended: the browser was uninstalled, or its person said no (section 7.3).
_GONE = frozenset({404, 410})


@frozen
class WebPushNotificationSender:
    """Brings pages to browsers; the service's 201 means accepted and no more."""

    client: WebPushClient
    links: Links
    clock: Clock

    async def send(self, envelope: Envelope) -> DeliveryReport:
        """Push the page and report what came of it."""
        message = render(
            envelope,
            incident_url=self.links.incident_url(envelope.incident_id),
            acknowledge_url=self.links.acknowledge_url_of(envelope),
            press_url=self.links.press_url_of(envelope),
        )
        return await push_and_report(self.client, self.clock, envelope.recipient, message)


async def push_and_report(
    client: WebPushClient, clock: Clock, recipient: Recipient, message: PushMessage
) -> DeliveryReport:
    """Push a message to a person's browser and report what came of it."""
    try:
        answer = await client.push(recipient.address, recipient.secret, message)
    except (BadPushKeysError, DestinationRefusedError) as error:
        return DeliveryReport(
            outcome=Outcome.PERMANENT,
            reason=one_line(error.detail, 300),
            evidence={"sent": "no"},
        )
    except DestinationUnreachableError as error:
        return DeliveryReport(
            outcome=Outcome.RETRYABLE,
            reason=error.detail,
            evidence={"sent": "maybe" if error.maybe_sent else "no"},
        )
    outcome = outcome_of_http_status(answer.status)
    return DeliveryReport(
        outcome=outcome,
        reason=_reason(answer.status),
        evidence=_evidence(answer),
        retry_after=None
        if outcome.arrived
        else parse_retry_after(answer.headers.get("retry-after"), clock.now()),
        unsubscribed=answer.status in _GONE,
    )


def _reason(status: int) -> str:
    if status in _GONE:
        return f"The push service answered {status}: the subscription has ended, subscribe anew."
    if status == 413:
        return "The push service answered 413: the message is too long for it."
    if status in {401, 403}:
        return (
            f"The push service answered {status}: the browser subscribed to another server's key, "
            "subscribe anew."
        )
    return f"The push service answered {status}."


def _evidence(answer: Answer) -> Mapping[str, str]:
    evidence = {"status": str(answer.status)}
    if location := answer.headers.get("location"):
        evidence["location"] = one_line(location, _LONGEST_EVIDENCE)
    elif said := one_line(answer.text, _LONGEST_EVIDENCE):
        evidence["answer"] = said
    return evidence
