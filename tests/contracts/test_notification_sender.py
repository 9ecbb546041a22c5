"""Every channel, and its twin in memory, keeps the promises of the port."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from attrs import evolve, frozen

from hikeshi.memory import InMemoryNotificationSender
from hikeshi.notifications.model.envelope import Envelope
from hikeshi.notifications.model.outcome import DeliveryReport, Outcome
from hikeshi.notifications.ports import NotificationSender
from hikeshi.testing.conformance.notification_sender import exercise_notification_sender
from hikeshi_server.outbound.console.client import PageLog
from hikeshi_server.outbound.console.sender import ConsoleNotificationSender
from hikeshi_server.outbound.email.client import SmtpClient
from hikeshi_server.outbound.email.sender import EmailNotificationSender
from hikeshi_server.outbound.email.settings import MailFrom, parse_smtp_url
from hikeshi_server.outbound.http_client import Guard, OutgoingHttp, parse_allowed_ranges
from hikeshi_server.outbound.ntfy.client import NtfyClient
from hikeshi_server.outbound.ntfy.sender import NtfyNotificationSender
from hikeshi_server.outbound.providers.failing_over import Providers, alone
from hikeshi_server.outbound.slack import SlackApp, SlackClient
from hikeshi_server.outbound.slack.sender import SlackNotificationSender
from hikeshi_server.outbound.sms.sender import SmsNotificationSender
from hikeshi_server.outbound.twilio.addresses import CallbackAddresses
from hikeshi_server.outbound.twilio.client import TwilioClient
from hikeshi_server.outbound.twilio.settings import TwilioAccount
from hikeshi_server.outbound.voice.sender import VoiceNotificationSender
from hikeshi_server.outbound.voice.tokens import CallTokens
from hikeshi_server.outbound.web_push.client import WebPushClient
from hikeshi_server.outbound.web_push.sender import WebPushNotificationSender
from hikeshi_server.outbound.webhook.client import WebhookClient
from hikeshi_server.outbound.webhook.sender import WebhookNotificationSender
from tests.peers import twilio
from tests.peers.http_sink import Fault as HttpFault
from tests.peers.http_sink import HttpSink
from tests.peers.ntfy_server import NtfyServer
from tests.peers.push_service import PushService, vapid_keys
from tests.peers.slack_server import TOKEN, SlackServer
from tests.peers.smtp_sink import SmtpSink
from tests.unit.outbound.envelopes import LINKS, PAGE, SECRET_KEY, WEBHOOK_SECRET, SystemClock

FROM = MailFrom("Pager", "pager@example.org")


@frozen
class Channel:
    """A sender, and envelopes its peer takes and does not take."""

    sender: NotificationSender
    welcome: Envelope
    unwelcome: tuple[NotificationSender, Envelope]


def to(address: str) -> Envelope:
    """Address a page there."""
    return evolve(PAGE, recipient=evolve(PAGE.recipient, address=address))


@asynccontextmanager
async def memory() -> AsyncIterator[Channel]:
    """The twin: it reports what it is told to."""
    refusing = InMemoryNotificationSender(
        DeliveryReport(outcome=Outcome.PERMANENT, reason="Told to refuse.")
    )
    yield Channel(InMemoryNotificationSender(), PAGE, (refusing, PAGE))


@asynccontextmanager
async def webhook() -> AsyncIterator[Channel]:
    """A real receiver, and an address nobody may reach."""
    async with (
        HttpSink(secret=WEBHOOK_SECRET) as sink,
        OutgoingHttp(Guard(allow=parse_allowed_ranges("127.0.0.1"))) as http,
    ):
        sender = WebhookNotificationSender(WebhookClient(http), LINKS, SystemClock())
        yield Channel(sender, to(sink.url), (sender, to("http://169.254.169.254/latest")))


@asynccontextmanager
async def email() -> AsyncIterator[Channel]:
    """A real mail server, and one that is not configured."""
    async with SmtpSink() as sink, SmtpClient(parse_smtp_url(sink.url)) as client:
        sender = EmailNotificationSender(alone("smtp", client), FROM, LINKS, SystemClock())
        absent = EmailNotificationSender(Providers(), FROM, LINKS, SystemClock())
        yield Channel(sender, to("ana@example.org"), (absent, to("ana@example.org")))


@asynccontextmanager
async def ntfy() -> AsyncIterator[Channel]:
    """A server that speaks ntfy, and one whose topic wants a token."""
    async with (
        NtfyServer() as server,
        NtfyServer(token="tk_other") as closed,
        OutgoingHttp(Guard(allow=parse_allowed_ranges("127.0.0.1"))) as http,
    ):
        sender = NtfyNotificationSender(NtfyClient(http), LINKS, SystemClock())
        yield Channel(sender, to(server.topic_url), (sender, to(closed.topic_url)))


async def _free_of_charge(_: Envelope) -> bool:
    return True


@asynccontextmanager
async def sms() -> AsyncIterator[Channel]:
    """A server that checks what Twilio checks, and a number it does not take."""
    async with (
        twilio.Twilio() as peer,
        OutgoingHttp(Guard(allow=parse_allowed_ranges("127.0.0.1"))) as http,
    ):
        account = TwilioAccount(
            api_url=peer.url, sid=twilio.SID, auth_token=twilio.TOKEN, sender=twilio.NUMBER
        )
        addresses = CallbackAddresses("https://pager.example.org")
        accounts = alone("twilio", TwilioClient(http, account))
        sender = SmsNotificationSender(accounts, addresses, LINKS, _free_of_charge, SystemClock())
        yield Channel(sender, to("+4915112345678"), (sender, to(twilio.INVALID)))


@asynccontextmanager
async def voice() -> AsyncIterator[Channel]:
    """The same server, called to call."""
    async with sms() as channel:
        assert isinstance(channel.sender, SmsNotificationSender)
        texting = channel.sender
        sender = VoiceNotificationSender(
            texting.accounts,
            texting.addresses,
            CallTokens([SECRET_KEY]),
            _free_of_charge,
            texting.clock,
        )
        yield Channel(sender, channel.welcome, (sender, channel.unwelcome[1]))


@asynccontextmanager
async def slack() -> AsyncIterator[Channel]:
    """A server that speaks Slack, and somebody who is not in the workspace."""
    async with (
        SlackServer() as server,
        OutgoingHttp(Guard(allow=parse_allowed_ranges("127.0.0.1"))) as http,
    ):
        app = SlackApp(TOKEN, "secret", server.api_url)
        sender = SlackNotificationSender(SlackClient(http, app, SystemClock()), LINKS)
        yield Channel(sender, to("U0ANA"), (sender, to("U0NOBODY")))


@asynccontextmanager
async def web_push() -> AsyncIterator[Channel]:
    """A push service with a browser behind it, and a browser of other keys."""
    keys = vapid_keys()
    async with (
        PushService(keys.key.public_text) as service,
        OutgoingHttp(Guard(allow=parse_allowed_ranges("127.0.0.1"))) as http,
    ):
        client = WebPushClient(http, keys, "mailto:pager@example.org", SystemClock())
        sender = WebPushNotificationSender(client, LINKS, SystemClock())
        page = to(service.endpoint)
        page = evolve(page, recipient=evolve(page.recipient, secret=service.browser.secret))
        yield Channel(sender, page, (sender, to(service.endpoint)))


@pytest.mark.parametrize("channel", [memory, webhook, email, ntfy, slack, sms, voice, web_push])
async def test_a_sender_reports_what_came_of_it(channel: Callable) -> None:
    """Taken or refused, the answer is a report with a reason and evidence in texts."""
    async with channel() as found:
        await exercise_notification_sender(found.sender, found.welcome, arrives=True)
        refusing, unwelcome = found.unwelcome
        await exercise_notification_sender(refusing, unwelcome, arrives=False)


async def test_the_console_reports_delivered() -> None:
    """The log takes every page."""
    sender = ConsoleNotificationSender(PageLog(), LINKS)

    report = await exercise_notification_sender(sender, PAGE, arrives=True)

    assert report.outcome is Outcome.DELIVERED


async def test_a_send_is_cancellable_while_the_peer_is_silent() -> None:
    """A stopping worker never waits for a peer that does not answer."""
    async with (
        HttpSink(secret=WEBHOOK_SECRET) as sink,
        OutgoingHttp(Guard(allow=parse_allowed_ranges("127.0.0.1"))) as http,
    ):
        sink.fault = HttpFault.HANG
        sender = WebhookNotificationSender(WebhookClient(http), LINKS, SystemClock())
        sending = asyncio.create_task(sender.send(to(sink.url)))
        async with asyncio.timeout(10):
            while not sink.requests:  # noqa: ASYNC110 (the peer is another program)
                await asyncio.sleep(0)
        sending.cancel()

        with pytest.raises(asyncio.CancelledError):
            await sending
