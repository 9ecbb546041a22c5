"""Twilio's own client is served by the Twilio of these tests, and posts what our senders post."""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest
from tests.integration.outbound.sms.test_sender import ANAS, Purse, sender_for, to
from tests.peers import twilio
from tests.peers.twilio import Twilio
from tests.unit.outbound.envelopes import SECRET_KEY
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from hikeshi_server.outbound.http_client import Guard, OutgoingHttp, parse_allowed_ranges
from hikeshi_server.outbound.sms.sender import SmsNotificationSender
from hikeshi_server.outbound.twilio.settings import TwilioAccount
from hikeshi_server.outbound.voice.sender import VoiceNotificationSender
from hikeshi_server.outbound.voice.tokens import CallTokens


class ToLoopback(TwilioHttpClient):
    """Speaks to the Twilio of a test instead of the real one."""

    def __init__(self, url: str) -> None:
        super().__init__(pool_connections=False)
        self.url = url

    def request(self, method: str, url: str, *more: Any, **named: Any) -> Response:
        """Ask the same of another host."""
        assert url.startswith("https://api.twilio.com/")
        return super().request(
            method, url.replace("https://api.twilio.com", self.url), *more, **named
        )


@pytest.fixture
async def peer() -> AsyncIterator[Twilio]:
    """A running server."""
    async with Twilio() as running:
        yield running


@pytest.fixture
async def texting(peer: Twilio) -> AsyncIterator[SmsNotificationSender]:
    """The sender for the account the server knows."""
    account = TwilioAccount(
        api_url=peer.url, sid=twilio.SID, auth_token=twilio.TOKEN, sender=twilio.NUMBER
    )
    async with OutgoingHttp(Guard(allow=parse_allowed_ranges("127.0.0.1"))) as http:
        yield sender_for(http, account, Purse())


def vendors_client(peer: Twilio, token: str = twilio.TOKEN) -> Client:
    """Return Twilio's client, for the account the server knows."""
    return Client(twilio.SID, token, http_client=ToLoopback(peer.url))


def named(form: Mapping[str, str]) -> dict[str, str]:
    """Return the fields by the names Twilio's library has for them."""
    snake = {re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower(): name for name in form}
    return {"from_" if name == "from" else name: form[as_sent] for name, as_sent in snake.items()}


async def test_messages_and_calls_are_those_of_the_vendors_client(
    peer: Twilio, texting: SmsNotificationSender
) -> None:
    """Told the same by the library's names, Twilio's client posts the same fields."""
    calling = VoiceNotificationSender(
        texting.accounts,
        texting.addresses,
        CallTokens([SECRET_KEY]),
        Purse().may_spend,
        texting.clock,
    )
    await texting.send(to(ANAS))
    await calling.send(to(ANAS))
    ours = [request["form"] for request in peer.requests]
    client = vendors_client(peer)
    made = [
        await asyncio.to_thread(lambda: client.messages.create(**named(ours[0]))),
        await asyncio.to_thread(lambda: client.calls.create(**named(ours[1]))),
    ]

    assert [request["form"] for request in peer.requests[2:]] == ours
    assert [one.sid for one in made] == [request["sid"] for request in peer.requests[2:]]


async def test_the_vendors_client_reads_a_refusal(peer: Twilio) -> None:
    """A wrong token and a number that is none have the codes Twilio's client looks for."""
    refused = []
    for token, number in ((twilio.TOKEN, twilio.INVALID), ("0" * 32, ANAS)):
        client = vendors_client(peer, token)
        with pytest.raises(TwilioRestException) as caught:
            await asyncio.to_thread(
                lambda: client.messages.create(to=number, from_=twilio.NUMBER, body="x")  # noqa: B023
            )
        refused.append((caught.value.status, caught.value.code))

    assert refused == [(400, 21211), (401, 20003)]
