"""Sends pages to a person's webhook and reads what the answer means."""

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
from hikeshi_server.outbound.webhook.client import BadSigningSecretError, WebhookClient
from hikeshi_server.outbound.webhook.message import render_body

_REQUEST_IDS = ("x-request-id", "request-id", "x-amzn-requestid", "x-correlation-id", "cf-ray")
_LONGEST_EVIDENCE = 200


@frozen
class WebhookNotificationSender:
    """Brings pages to URLs; a 2xx answer means accepted and no more."""

    client: WebhookClient
    links: Links
    clock: Clock

    async def send(self, envelope: Envelope) -> DeliveryReport:
        """Post the signed page and report what came of it."""
        return await post_and_report(
            self.client,
            self.clock,
            envelope.recipient,
            message_id=str(envelope.notification_id),
            body=render_body(envelope, self.links),
        )


async def post_and_report(
    client: WebhookClient, clock: Clock, recipient: Recipient, *, message_id: str, body: bytes
) -> DeliveryReport:
    """Post a signed body to a person's webhook and report what came of it."""
    if recipient.secret is None:
        return _failed("The webhook has no signing secret; add the contact method anew.")
    try:
        answer = await client.post(
            recipient.address,
            message_id=message_id,
            at=clock.now(),
            secret=recipient.secret,
            body=body,
        )
    except (BadSigningSecretError, DestinationRefusedError) as error:
        return _failed(error.detail)
    except DestinationUnreachableError as error:
        return DeliveryReport(
            outcome=Outcome.RETRYABLE,
            reason=error.detail,
            evidence={"sent": "maybe" if error.maybe_sent else "no"},
        )
    return _report(answer, clock)


def _report(answer: Answer, clock: Clock) -> DeliveryReport:
    outcome = outcome_of_http_status(answer.status)
    return DeliveryReport(
        outcome=outcome,
        reason=_reason(answer.status),
        evidence=_evidence(answer),
        retry_after=None
        if outcome.arrived
        else parse_retry_after(answer.headers.get("retry-after"), clock.now()),
    )


def _failed(reason: str) -> DeliveryReport:
    return DeliveryReport(
        outcome=Outcome.PERMANENT, reason=one_line(reason, 300), evidence={"sent": "no"}
    )


def _reason(status: int) -> str:
    if 300 <= status < 400:
        return f"The webhook answered {status}; redirects are not followed, give its final URL."
    if status == 410:
        return "The webhook answered 410: it is gone for good."
    return f"The webhook answered {status}."


def _evidence(answer: Answer) -> Mapping[str, str]:
    evidence = {"status": str(answer.status)}
    for name in _REQUEST_IDS:
        if name in answer.headers:
            evidence[name] = one_line(answer.headers[name], _LONGEST_EVIDENCE)
            break
    if said := one_line(answer.text, _LONGEST_EVIDENCE):
        evidence["answer"] = said
    return evidence
