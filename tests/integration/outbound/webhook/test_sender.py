"""Pages by webhook to a real receiver that verifies the signature by its own library."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from attrs import evolve
from tests.peers.http_sink import Fault, HttpSink
from tests.unit.outbound.envelopes import LINKS, PAGE, RESOLVED, WEBHOOK_SECRET, SystemClock

from hikeshi.notifications.model.envelope import Envelope
from hikeshi.notifications.model.outcome import Outcome
from hikeshi_server.outbound.http_client import Guard, OutgoingHttp, parse_allowed_ranges
from hikeshi_server.outbound.webhook.client import WebhookClient
from hikeshi_server.outbound.webhook.sender import WebhookNotificationSender


@pytest.fixture
async def sink() -> AsyncIterator[HttpSink]:
    """A receiver that knows the secret."""
    async with HttpSink(secret=WEBHOOK_SECRET) as running:
        yield running


@pytest.fixture
async def sender() -> AsyncIterator[WebhookNotificationSender]:
    """A sender that may reach loopback."""
    async with OutgoingHttp(Guard(allow=parse_allowed_ranges("127.0.0.1"))) as http:
        yield WebhookNotificationSender(WebhookClient(http), LINKS, SystemClock())


def to(url: str, envelope: Envelope = PAGE) -> Envelope:
    """Address the envelope to that URL."""
    return evolve(envelope, recipient=evolve(envelope.recipient, address=url))


async def test_a_page_arrives_signed_and_is_accepted(
    sink: HttpSink, sender: WebhookNotificationSender
) -> None:
    """The receiver verifies the page; its 2xx is kept as evidence of acceptance, no more."""
    report = await sender.send(to(sink.url))

    assert report.outcome is Outcome.ACCEPTED
    assert report.evidence == {"status": "200", "x-request-id": "sink-1", "answer": "taken"}
    (request,) = sink.requests
    assert request["verified"] is True
    assert request["headers"]["webhook-id"] == str(PAGE.notification_id)
    assert request["body"]["type"] == "page.created"


async def test_a_repetition_carries_the_same_id_and_its_own_attempt(
    sink: HttpSink, sender: WebhookNotificationSender
) -> None:
    """Receivers know a repeated page by its id, and see which attempt it is."""
    await sender.send(to(sink.url))
    await sender.send(to(sink.url, evolve(PAGE, attempt=2)))

    first, second = sink.requests
    assert first["headers"]["webhook-id"] == second["headers"]["webhook-id"]
    assert [one["body"]["data"]["attempt"] for one in (first, second)] == [1, 2]
    assert first["verified"] is second["verified"] is True


async def test_a_resolve_arrives(sink: HttpSink, sender: WebhookNotificationSender) -> None:
    """The end of an incident is told by its own type."""
    await sender.send(to(sink.url, RESOLVED))

    assert [(one["verified"], one["body"]["type"]) for one in sink.requests] == [
        (True, "page.resolved")
    ]


@pytest.mark.parametrize(
    ("fault", "outcome", "retry_after", "evidence"),
    [
        (Fault.ERROR, Outcome.RETRYABLE, None, {"status": "500", "answer": "broken"}),
        (Fault.BUSY, Outcome.RETRYABLE, timedelta(seconds=7), {"status": "429"}),
        (Fault.GONE, Outcome.PERMANENT, None, {"status": "410"}),
        (Fault.REDIRECT, Outcome.PERMANENT, None, {"status": "302"}),
        (Fault.CUT, Outcome.RETRYABLE, None, {"sent": "maybe"}),
        (Fault.DROP, Outcome.RETRYABLE, None, {"sent": "maybe"}),
    ],
    ids=str,
)
async def test_outcomes_follow_the_answer(
    sink: HttpSink,
    sender: WebhookNotificationSender,
    fault: Fault,
    outcome: Outcome,
    retry_after: timedelta | None,
    evidence: dict[str, str],
) -> None:
    """What the receiver answers decides whether trying again makes sense, and is kept."""
    sink.fault = fault

    report = await sender.send(to(sink.url))

    assert (report.outcome, report.retry_after, report.evidence) == (outcome, retry_after, evidence)
    assert report.reason
    assert len(sink.requests) == 1


@pytest.mark.parametrize("url", ["http://10.0.0.1/", "http://169.254.169.254/", "mailto:a@b"])
async def test_an_inward_address_is_permanent(sender: WebhookNotificationSender, url: str) -> None:
    """What the guard refuses will never be sent; the report says why."""
    report = await sender.send(to(url))

    assert (report.outcome, report.evidence) == (Outcome.PERMANENT, {"sent": "no"})
    assert report.reason


@pytest.mark.parametrize("secret", [None, "whsec_"])
async def test_without_a_secret_nothing_leaves(
    sink: HttpSink, sender: WebhookNotificationSender, secret: str | None
) -> None:
    """An unsigned page is never sent."""
    recipient = evolve(PAGE.recipient, address=sink.url, secret=secret)

    report = await sender.send(evolve(PAGE, recipient=recipient))

    assert report.outcome is Outcome.PERMANENT
    assert "secret" in report.reason
    assert sink.connections == 0


async def test_nobody_listening_is_retryable(sender: WebhookNotificationSender) -> None:
    """A receiver that is down may come back, and got nothing."""
    async with HttpSink() as gone:
        url = gone.url

    report = await sender.send(to(url))

    assert (report.outcome, report.evidence) == (Outcome.RETRYABLE, {"sent": "no"})
