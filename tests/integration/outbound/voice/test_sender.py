"""Pages by telephone to a server that checks what Twilio checks."""

from collections.abc import AsyncIterator

import pytest
from attrs import evolve
from tests.peers import twilio
from tests.peers.twilio import Twilio
from tests.unit.outbound.envelopes import PAGE, RESOLVED, SECRET_KEY, SystemClock

from hikeshi.notifications.model.envelope import Envelope
from hikeshi.notifications.model.outcome import Outcome
from hikeshi_server.outbound.http_client import Guard, OutgoingHttp, parse_allowed_ranges
from hikeshi_server.outbound.providers.failing_over import alone
from hikeshi_server.outbound.twilio.addresses import CallbackAddresses
from hikeshi_server.outbound.twilio.client import TwilioClient
from hikeshi_server.outbound.twilio.settings import TwilioAccount
from hikeshi_server.outbound.voice.sender import VoiceNotificationSender
from hikeshi_server.outbound.voice.tokens import CallTokens

TOKENS = CallTokens([SECRET_KEY])
BASE = "https://pager.example.org"


@pytest.fixture
async def peer() -> AsyncIterator[Twilio]:
    """A running server."""
    async with Twilio() as running:
        yield running


@pytest.fixture
async def sender(peer: Twilio) -> AsyncIterator[VoiceNotificationSender]:
    """The sender for the account the server knows."""
    account = TwilioAccount(
        api_url=peer.url, sid=twilio.SID, auth_token=twilio.TOKEN, sender=twilio.NUMBER
    )
    async with OutgoingHttp(Guard(allow=parse_allowed_ranges("127.0.0.1"))) as http:
        accounts = alone("twilio", TwilioClient(http, account))
        yield VoiceNotificationSender(
            accounts, CallbackAddresses(BASE), TOKENS, _free_of_charge, SystemClock()
        )


async def _free_of_charge(_: Envelope) -> bool:
    return True


def to(number: str, envelope: Envelope = PAGE) -> Envelope:
    """Address the envelope to that number."""
    return evolve(envelope, kind="voice", recipient=evolve(envelope.recipient, address=number))


async def test_a_call_is_accepted_and_asks_us_what_to_say(
    peer: Twilio, sender: VoiceNotificationSender
) -> None:
    """The address in the call is bound to the person and the page; machines are detected."""
    report = await sender.send(to("+4915112345678"))

    (request,) = peer.requests
    assert (request["resource"], request["faults"]) == ("Calls", [])
    assert request["form"]["MachineDetection"] == "Enable"
    prefix = f"{BASE}/integrations/twilio/voice/"
    text = request["form"]["Url"].removeprefix(prefix)
    token = TOKENS.read(text, SystemClock().now())
    assert (token.user_id, token.notification_id) == (
        PAGE.recipient.user_id,
        PAGE.notification_id,
    )
    assert (report.outcome, report.evidence["sid"]) == (Outcome.ACCEPTED, request["sid"])


async def test_a_bad_number_is_final_and_a_busy_provider_is_not(
    sender: VoiceNotificationSender,
) -> None:
    """As with messages."""
    assert (await sender.send(to(twilio.INVALID))).outcome is Outcome.PERMANENT
    assert (await sender.send(to(twilio.BUSY))).outcome is Outcome.RETRYABLE


async def test_a_call_needs_a_number_and_a_page(
    peer: Twilio, sender: VoiceNotificationSender
) -> None:
    """A messaging service cannot call, and nobody is woken up to hear that it is over."""
    (account,) = sender.accounts.each
    pool = evolve(account.client.account, sender="MG" + "b" * 32)
    without = evolve(sender, accounts=alone("twilio", evolve(account.client, account=pool)))
    assert "HIKESHI_TWILIO_FROM" in (await without.send(to("+4915112345678"))).reason
    assert (await sender.send(to("+4915112345678", RESOLVED))).outcome is Outcome.PERMANENT
    assert peer.requests == []
