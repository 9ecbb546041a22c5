"""Pages by text message to a server that checks what Twilio checks."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from attrs import evolve
from tests.peers import twilio
from tests.peers.twilio import Twilio
from tests.unit.outbound.envelopes import LINKS, PAGE, SystemClock

from hikeshi.notifications.model.envelope import Envelope
from hikeshi.notifications.model.outcome import Outcome
from hikeshi_server.outbound.http_client import Guard, OutgoingHttp, parse_allowed_ranges
from hikeshi_server.outbound.providers.failing_over import alone
from hikeshi_server.outbound.sms.sender import SmsNotificationSender
from hikeshi_server.outbound.twilio.addresses import CallbackAddresses
from hikeshi_server.outbound.twilio.client import TwilioClient
from hikeshi_server.outbound.twilio.settings import TwilioAccount

ANAS = "+4915112345678"


class Purse:
    """Says whether there is money left."""

    def __init__(self) -> None:
        self.is_full = True

    async def may_spend(self, envelope: Envelope) -> bool:
        """Say so."""
        del envelope
        return self.is_full


@pytest.fixture
async def peer() -> AsyncIterator[Twilio]:
    """A running server."""
    async with Twilio() as running:
        yield running


@pytest.fixture
def purse() -> Purse:
    """Money for messages."""
    return Purse()


@pytest.fixture
def account(peer: Twilio) -> TwilioAccount:
    """The account the server knows."""
    return TwilioAccount(
        api_url=peer.url, sid=twilio.SID, auth_token=twilio.TOKEN, sender=twilio.NUMBER
    )


@pytest.fixture
async def http() -> AsyncIterator[OutgoingHttp]:
    """A client that may reach loopback."""
    async with OutgoingHttp(Guard(allow=parse_allowed_ranges("127.0.0.1"))) as running:
        yield running


def sender_for(http: OutgoingHttp, account: TwilioAccount, purse: Purse) -> SmsNotificationSender:
    """Return the sender for an account."""
    addresses = CallbackAddresses("https://pager.example.org")
    accounts = alone("twilio", TwilioClient(http, account))
    return SmsNotificationSender(accounts, addresses, LINKS, purse.may_spend, SystemClock())


@pytest.fixture
def sender(http: OutgoingHttp, account: TwilioAccount, purse: Purse) -> SmsNotificationSender:
    """The sender for the account the server knows."""
    return sender_for(http, account, purse)


def to(number: str, envelope: Envelope = PAGE) -> Envelope:
    """Address the envelope to that number."""
    return evolve(envelope, kind="sms", recipient=evolve(envelope.recipient, address=number))


async def test_a_page_is_accepted_with_the_name_of_its_message(
    peer: Twilio, sender: SmsNotificationSender
) -> None:
    """201 means accepted; the message's SID is the evidence, and the form has no fault."""
    report = await sender.send(to(ANAS))

    (request,) = peer.requests
    assert (request["faults"], request["resource"]) == ([], "Messages")
    assert request["form"]["From"] == twilio.NUMBER
    assert "A42" in request["form"]["Body"]
    assert request["form"]["StatusCallback"] == (
        "https://pager.example.org/integrations/twilio/status"
        f"?notification={PAGE.notification_id}&attempt=1"
    )
    assert report.outcome is Outcome.ACCEPTED
    assert report.evidence == {"status": "201", "sid": request["sid"], "state": "queued"}


async def test_a_repetition_carries_the_same_token(
    peer: Twilio, sender: SmsNotificationSender
) -> None:
    """A message whose answer was lost is not sent twice: Twilio knows the request again."""
    await sender.send(to(ANAS))
    await sender.send(to(ANAS, evolve(PAGE, attempt=2)))

    assert {request["token"] for request in peer.requests} == {str(PAGE.notification_id)}
    assert len({request["sid"] for request in peer.requests}) == 1


@pytest.mark.parametrize(
    ("number", "outcome", "code"),
    [
        (twilio.INVALID, Outcome.PERMANENT, "21211"),
        (twilio.NO_MOBILE, Outcome.PERMANENT, "21614"),
        (twilio.UNSUBSCRIBED, Outcome.PERMANENT, "21610"),
        (twilio.BUSY, Outcome.RETRYABLE, "20429"),
        (twilio.BROKEN, Outcome.RETRYABLE, "20500"),
        (twilio.NONSENSE, Outcome.RETRYABLE, None),
    ],
)
async def test_a_refusal_says_whether_another_attempt_is_of_use(
    sender: SmsNotificationSender, number: str, outcome: Outcome, code: str | None
) -> None:
    """Bad numbers are final, limits and faults are not; STOP ends the contact method."""
    report = await sender.send(to(number))

    assert report.outcome is outcome
    assert report.evidence.get("code") == code
    assert report.unsubscribed is (number == twilio.UNSUBSCRIBED)
    assert report.retry_after == (timedelta(seconds=7) if number == twilio.BUSY else None)


async def test_a_wrong_token_is_final_and_never_shown(
    http: OutgoingHttp, account: TwilioAccount, purse: Purse
) -> None:
    """Another method follows at once; what is kept of the attempt holds no secret."""
    wrong = evolve(account, auth_token="0" * 32)
    report = await sender_for(http, wrong, purse).send(to(ANAS))

    assert (report.outcome, report.evidence["code"]) == (Outcome.PERMANENT, "20003")
    assert "0" * 32 not in repr(report)


async def test_a_messaging_service_chooses_the_number(
    peer: Twilio, http: OutgoingHttp, account: TwilioAccount, purse: Purse
) -> None:
    """A pool is named instead of a number."""
    pool = evolve(account, sender="MG" + "b" * 32)
    await sender_for(http, pool, purse).send(to(ANAS))

    (request,) = peer.requests
    assert request["form"]["MessagingServiceSid"] == "MG" + "b" * 32
    assert request["faults"] == []


async def test_nothing_is_sent_once_the_days_money_is_spent(
    peer: Twilio, sender: SmsNotificationSender, purse: Purse
) -> None:
    """The next method follows; the reason names the setting."""
    purse.is_full = False
    report = await sender.send(to(ANAS))

    assert report.outcome is Outcome.PERMANENT
    assert "HIKESHI_TWILIO_DAILY_CAP" in report.reason
    assert peer.requests == []


async def test_nobody_listening_is_retryable(http: OutgoingHttp, purse: Purse) -> None:
    """No connection may be one later; it is known that nothing was sent."""
    nowhere = TwilioAccount(
        api_url="http://127.0.0.1:9", sid=twilio.SID, auth_token="x", sender=twilio.NUMBER
    )
    report = await sender_for(http, nowhere, purse).send(to(ANAS))

    assert (report.outcome, report.evidence) == (Outcome.RETRYABLE, {"sent": "no"})
