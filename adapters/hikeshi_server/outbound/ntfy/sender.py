"""Sends pages to ntfy topics and reads what the server's answer means."""

from collections.abc import Mapping

import msgspec
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
from hikeshi_server.outbound.ntfy.client import BadTopicError, NtfyClient, parse_topic
from hikeshi_server.outbound.ntfy.message import NtfyMessage, render
from hikeshi_server.outbound.plain_text import one_line

_LONGEST_EVIDENCE = 200
#: Of an error's number by ntfy: 42908, the topic's limit of messages in a day, for example.
_FORBIDDEN = {401, 403}


class _Said(msgspec.Struct):
    """What ntfy answers: the message it took on, or an error with a number of its own."""

    id: str = ""
    code: int = 0
    error: str = ""


@frozen
class NtfyNotificationSender:
    """Brings pages to topics; the server's 200 with the message's id means accepted."""

    client: NtfyClient
    links: Links
    clock: Clock

    async def send(self, envelope: Envelope) -> DeliveryReport:
        """Publish the page and report what came of it."""
        return await publish_and_report(
            self.client, self.clock, envelope.recipient, self._message(envelope)
        )

    def _message(self, envelope: Envelope) -> NtfyMessage:
        return render(
            envelope,
            incident_url=self.links.incident_url(envelope.incident_id),
            press_url=self.links.press_url_of(envelope),
        )


async def publish_and_report(
    client: NtfyClient, clock: Clock, recipient: Recipient, message: NtfyMessage
) -> DeliveryReport:
    """Publish a message to somebody's topic and report what came of it."""
    try:
        topic = parse_topic(recipient.address, recipient.secret)
        answer = await client.publish(topic, message)
    except (BadTopicError, DestinationRefusedError) as error:
        return DeliveryReport(
            outcome=Outcome.PERMANENT, reason=one_line(error.detail, 300), evidence={"sent": "no"}
        )
    except DestinationUnreachableError as error:
        return DeliveryReport(
            outcome=Outcome.RETRYABLE,
            reason=error.detail,
            evidence={"sent": "maybe" if error.maybe_sent else "no"},
        )
    return _report(answer, clock)


def _report(answer: Answer, clock: Clock) -> DeliveryReport:
    said = _read(answer.text)
    outcome = outcome_of_http_status(answer.status)
    if outcome.arrived and not said.id:
        outcome = Outcome.PERMANENT  # a website, say: the person's next method is tried at once
    return DeliveryReport(
        outcome=outcome,
        reason=_reason(answer.status, said, outcome),
        evidence=_evidence(answer, said),
        retry_after=None
        if outcome.arrived
        else parse_retry_after(answer.headers.get("retry-after"), clock.now()),
    )


def _read(text: str) -> _Said:
    try:
        return msgspec.json.decode(text, type=_Said)
    except (msgspec.MsgspecError, UnicodeError):
        return _Said()


def _reason(status: int, said: _Said, outcome: Outcome) -> str:
    if outcome.arrived:
        return f"The ntfy server answered {status}."
    if 200 <= status < 300:
        return f"What answered {status} is no ntfy server: check the topic's address."
    if status in _FORBIDDEN:
        return f"The ntfy server answered {status}: the topic wants a token that may write to it."
    error = one_line(said.error, _LONGEST_EVIDENCE)
    return f"The ntfy server answered {status}" + (f": {error}." if error else ".")


def _evidence(answer: Answer, said: _Said) -> Mapping[str, str]:
    evidence = {"status": str(answer.status)}
    if said.id:
        evidence["message_id"] = one_line(said.id, _LONGEST_EVIDENCE)
    elif said.code:
        evidence["code"] = str(said.code)
    elif text := one_line(answer.text, _LONGEST_EVIDENCE):
        evidence["answer"] = text
    return evidence
