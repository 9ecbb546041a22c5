"""Pages by ntfy to a server that refuses what ntfy refuses."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from attrs import evolve
from tests.peers.http_sink import Fault
from tests.peers.ntfy_server import NtfyServer
from tests.unit.outbound.envelopes import LINKS, PAGE, RESOLVED, SystemClock

from hikeshi.notifications.model.envelope import Envelope
from hikeshi.notifications.model.outcome import Outcome
from hikeshi_server.outbound.http_client import Guard, OutgoingHttp, parse_allowed_ranges
from hikeshi_server.outbound.ntfy.client import NtfyClient
from hikeshi_server.outbound.ntfy.sender import NtfyNotificationSender

TOKEN = "tk_" + "a" * 29


@pytest.fixture
async def server() -> AsyncIterator[NtfyServer]:
    """A server whose topic wants a token."""
    async with NtfyServer(token=TOKEN) as running:
        yield running


@pytest.fixture
async def sender() -> AsyncIterator[NtfyNotificationSender]:
    """A sender that may reach loopback."""
    async with OutgoingHttp(Guard(allow=parse_allowed_ranges("127.0.0.1"))) as http:
        yield NtfyNotificationSender(NtfyClient(http), LINKS, SystemClock())


def to(url: str, envelope: Envelope = PAGE, token: str | None = TOKEN) -> Envelope:
    """Address the envelope to that topic."""
    return evolve(envelope, recipient=evolve(envelope.recipient, address=url, secret=token))


async def test_a_page_is_published_and_accepted(
    server: NtfyServer, sender: NtfyNotificationSender
) -> None:
    """The server takes the message on; the id it gave is the evidence."""
    report = await sender.send(to(server.topic_url))

    assert report.outcome is Outcome.ACCEPTED
    assert report.evidence == {"status": "200", "message_id": "message00001"}
    (message,) = server.published
    assert message["topic"] == "ana-pages"
    (button,) = message["actions"]
    assert (button["method"], button["url"].endswith("/press")) == ("POST", True)


async def test_a_repetition_replaces_the_first(
    server: NtfyServer, sender: NtfyNotificationSender
) -> None:
    """Both carry the notification's id, by which a phone shows one of them."""
    await sender.send(to(server.topic_url))
    await sender.send(to(server.topic_url, evolve(PAGE, attempt=2)))

    assert {one["sequence_id"] for one in server.published} == {str(PAGE.notification_id)}
    assert {one["headers"]["x-message-id"] for one in server.requests} == {
        str(PAGE.notification_id)
    }


async def test_the_end_is_told_quietly(server: NtfyServer, sender: NtfyNotificationSender) -> None:
    """A resolve has no button and a low priority."""
    await sender.send(to(server.topic_url, RESOLVED))

    (message,) = server.published
    assert (message["actions"], message["priority"]) == ([], 2)


@pytest.mark.parametrize("token", [None, "tk_wrong"])
async def test_without_its_token_a_topic_refuses(
    server: NtfyServer, sender: NtfyNotificationSender, token: str | None
) -> None:
    """It will not get better by trying again; the report says what is missing, and no token."""
    report = await sender.send(to(server.topic_url, token=token))

    assert (report.outcome, report.evidence) == (
        Outcome.PERMANENT,
        {"status": "403", "code": "40301"},
    )
    assert "token that may write" in report.reason
    assert not server.published


@pytest.mark.parametrize(
    ("fault", "outcome", "retry_after"),
    [
        (Fault.ERROR, Outcome.RETRYABLE, None),
        (Fault.BUSY, Outcome.RETRYABLE, timedelta(seconds=7)),
        (Fault.GONE, Outcome.PERMANENT, None),
        (Fault.CUT, Outcome.RETRYABLE, None),
        (Fault.DROP, Outcome.RETRYABLE, None),
        (Fault.CLOSE_AFTER, Outcome.PERMANENT, None),  # a 200 without a message's id
    ],
    ids=str,
)
async def test_outcomes_follow_the_answer(
    server: NtfyServer,
    sender: NtfyNotificationSender,
    fault: Fault,
    outcome: Outcome,
    retry_after: timedelta | None,
) -> None:
    """What the server answers decides whether trying again makes sense."""
    server.fault = fault

    report = await sender.send(to(server.topic_url))

    assert (report.outcome, report.retry_after) == (outcome, retry_after)
    assert report.reason
    assert report.evidence


@pytest.mark.parametrize("url", ["https://10.0.0.1/topic", "https://example.org/", "nonsense"])
async def test_what_is_no_topic_is_permanent(sender: NtfyNotificationSender, url: str) -> None:
    """Neither inward addresses nor those without a topic are tried."""
    report = await sender.send(to(url))

    assert (report.outcome, report.evidence) == (Outcome.PERMANENT, {"sent": "no"})
