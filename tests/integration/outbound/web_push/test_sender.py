"""Pages by Web Push to a service that checks what push services check, and a browser that reads."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from attrs import evolve, frozen
from http_ece import ECEException
from tests.peers.http_sink import Fault
from tests.peers.push_service import Browser, PushService, vapid_keys
from tests.unit.outbound.envelopes import LINKS, PAGE, RESOLVED, SystemClock

from hikeshi.notifications.model.envelope import Envelope
from hikeshi.notifications.model.outcome import Outcome
from hikeshi_server.outbound.http_client import Guard, OutgoingHttp, parse_allowed_ranges
from hikeshi_server.outbound.web_push.client import WebPushClient
from hikeshi_server.outbound.web_push.sender import WebPushNotificationSender


@frozen
class Pair:
    """A service and a sender whose key its browser subscribed to."""

    service: PushService
    sender: WebPushNotificationSender

    def page(self, envelope: Envelope = PAGE, **changes: object) -> Envelope:
        """Address the envelope to the browser."""
        keys = {"address": self.service.endpoint, "secret": self.service.browser.secret, **changes}
        return evolve(envelope, recipient=evolve(envelope.recipient, **keys))


@pytest.fixture
async def pair() -> AsyncIterator[Pair]:
    """Both, with a sender that may reach loopback."""
    keys = vapid_keys()
    async with (
        PushService(keys.key.public_text) as service,
        OutgoingHttp(Guard(allow=parse_allowed_ranges("127.0.0.1"))) as http,
    ):
        client = WebPushClient(http, keys, "mailto:pager@example.org", SystemClock())
        yield Pair(service, WebPushNotificationSender(client, LINKS, SystemClock()))


async def test_the_browser_reads_the_page(pair: Pair) -> None:
    """The service takes it on; only the browser sees what it says, with a button that posts."""
    report = await pair.sender.send(pair.page())

    assert report.outcome is Outcome.ACCEPTED
    assert report.evidence == {"status": "201", "location": "/m/1"}
    (message,) = pair.service.messages
    assert message["id"] == str(PAGE.notification_id)
    assert message["press"].startswith("https://pager.example.org/acknowledge/")
    assert message["press"].endswith("/press")
    (entry,) = pair.service.requests
    headers = entry["headers"]
    assert (headers["ttl"], headers["urgency"], headers["topic"]) == (
        "1800",
        "high",
        "AZCgAAAAcACAAAAAAAAAAg",
    )


async def test_an_independent_library_reads_it_with_these_keys_alone(pair: Pair) -> None:
    """Of what crossed the wire, `http_ece` opens the body for this browser and nobody else."""
    await pair.sender.send(pair.page())
    (body,) = pair.service.bodies
    said = json.loads(pair.service.browser.read(body))

    assert said == pair.service.messages[0]
    assert (said["id"], "Checkout fails" in said["body"] + said["title"]) == (
        str(PAGE.notification_id),
        True,
    )
    assert b"Checkout" not in body
    other = Browser()
    other.auth = pair.service.browser.auth
    forged = body[:-1] + bytes([body[-1] ^ 1])
    for reader, changed in ((other, body), (pair.service.browser, forged)):
        with pytest.raises(ECEException):
            reader.read(changed)


async def test_the_end_takes_the_place_of_the_page(pair: Pair) -> None:
    """For a phone that was off, both have one topic; on the screen, one tag."""
    await pair.sender.send(pair.page())
    await pair.sender.send(pair.page(RESOLVED))

    first, then = pair.service.messages
    assert first["tag"] == then["tag"]
    assert "press" not in then
    assert len({entry["headers"]["topic"] for entry in pair.service.requests}) == 1


async def test_an_ended_subscription_is_no_way_any_more(pair: Pair) -> None:
    """410 is final, and says that the contact method has to be verified anew."""
    pair.service.gone = True

    report = await pair.sender.send(pair.page())

    assert (report.outcome, report.unsubscribed) == (Outcome.PERMANENT, True)
    assert "subscribe anew" in report.reason


async def test_another_servers_key_is_refused_for_good(pair: Pair) -> None:
    """The browser subscribed to one server: no other one may write to it."""
    pair.service.key = vapid_keys().key.public_text

    report = await pair.sender.send(pair.page())

    assert (report.outcome, report.evidence["status"]) == (Outcome.PERMANENT, "403")
    assert not report.unsubscribed


@pytest.mark.parametrize(
    ("fault", "outcome", "retry_after"),
    [
        (Fault.ERROR, Outcome.RETRYABLE, None),
        (Fault.BUSY, Outcome.RETRYABLE, timedelta(seconds=7)),
        (Fault.CUT, Outcome.RETRYABLE, None),
        (Fault.REDIRECT, Outcome.PERMANENT, None),
    ],
    ids=str,
)
async def test_outcomes_follow_the_answer(
    pair: Pair, fault: Fault, outcome: Outcome, retry_after: timedelta | None
) -> None:
    """What the service answers decides whether trying again makes sense."""
    pair.service.fault = fault

    report = await pair.sender.send(pair.page())

    assert (report.outcome, report.retry_after, report.unsubscribed) == (
        outcome,
        retry_after,
        False,
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"secret": None},
        {"secret": f"{Browser().secret}x"},
        {"address": "https://10.0.0.1/wpush"},
        {"address": "nonsense"},
    ],
)
async def test_what_cannot_be_pushed_is_permanent(pair: Pair, changes: dict[str, object]) -> None:
    """Neither inward addresses nor unusable keys are tried."""
    report = await pair.sender.send(pair.page(**changes))

    assert (report.outcome, report.evidence) == (Outcome.PERMANENT, {"sent": "no"})
    assert not pair.service.requests
