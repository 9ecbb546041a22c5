"""Every channel for notices, and its twin in memory, keeps the promises of NoticeSender."""

from attrs import evolve
from structlog.testing import capture_logs

from hikeshi.memory.notice_sender import InMemoryNoticeSender
from hikeshi.notifications.model.notice import Topic
from hikeshi.notifications.model.outcome import DeliveryReport, Outcome
from hikeshi.testing.builders import a_notice
from hikeshi.testing.conformance.notices import exercise_notice_sender
from hikeshi_server.outbound.console.client import PageLog
from hikeshi_server.outbound.console.notices import ConsoleNoticeSender
from hikeshi_server.outbound.email.client import SmtpClient
from hikeshi_server.outbound.email.notices import EmailNoticeSender
from hikeshi_server.outbound.email.settings import MailFrom, parse_smtp_url
from hikeshi_server.outbound.http_client import Guard, OutgoingHttp, parse_allowed_ranges
from hikeshi_server.outbound.ntfy.client import NtfyClient
from hikeshi_server.outbound.ntfy.notices import NtfyNoticeSender
from hikeshi_server.outbound.providers.failing_over import Providers, alone
from hikeshi_server.outbound.slack.client import SlackClient
from hikeshi_server.outbound.slack.notices import SlackNoticeSender
from hikeshi_server.outbound.slack.settings import SlackApp
from hikeshi_server.outbound.sms.notices import SmsNoticeSender
from hikeshi_server.outbound.twilio.client import TwilioClient
from hikeshi_server.outbound.twilio.settings import TwilioAccount
from hikeshi_server.outbound.voice.notices import VoiceNoticeSender
from hikeshi_server.outbound.web_push.client import WebPushClient
from hikeshi_server.outbound.web_push.notices import WebPushNoticeSender
from hikeshi_server.outbound.webhook.client import WebhookClient
from hikeshi_server.outbound.webhook.notices import WebhookNoticeSender
from tests.peers.http_sink import HttpSink
from tests.peers.ntfy_server import NtfyServer
from tests.peers.push_service import PushService, vapid_keys
from tests.peers.slack_server import TOKEN as SLACK_TOKEN
from tests.peers.slack_server import SlackServer
from tests.peers.smtp_sink import SmtpSink
from tests.peers.twilio import NUMBER, SID, TOKEN, Twilio
from tests.unit.outbound.envelopes import ANA, LINKS, WEBHOOK_SECRET, SystemClock

FROM = MailFrom("Pager", "pager@example.org")
TAKEN_ID = "0190a000-0000-7000-8000-000000000002"
TAKEN = {
    "who": "Ben",
    "what": "#42 Checkout fails",
    "incidents": [{"id": TAKEN_ID, "number": 42, "title": "Checkout fails"}],
}
CODE = a_notice(topic=Topic.VERIFICATION_CODE, facts={}, code="042137")


async def test_the_twin_reports_what_it_is_told_to() -> None:
    """In memory a notice arrives unless it was told otherwise."""
    refused = DeliveryReport(outcome=Outcome.PERMANENT, reason="Told to refuse.")

    await exercise_notice_sender(InMemoryNoticeSender(), CODE, ANA, arrives=True)
    await exercise_notice_sender(InMemoryNoticeSender(refused), CODE, ANA, arrives=False)


async def test_a_mailbox_gets_the_code() -> None:
    """A real mail server takes it; without one, or an address, the report says why not."""
    async with SmtpSink() as sink, SmtpClient(parse_smtp_url(sink.url)) as client:
        sender = EmailNoticeSender(alone("smtp", client), FROM, LINKS, SystemClock())
        absent = EmailNoticeSender(Providers(), FROM, LINKS, SystemClock())
        report = await exercise_notice_sender(sender, CODE, ANA, arrives=True)
        await exercise_notice_sender(absent, CODE, ANA, arrives=False)
        await exercise_notice_sender(sender, CODE, evolve(ANA, address="nowhere"), arrives=False)

    assert str(CODE.id) in report.evidence["message_id"]


async def test_a_webhook_gets_the_code_signed() -> None:
    """A real receiver verifies it; an inward address is refused."""
    async with (
        HttpSink(secret=WEBHOOK_SECRET) as sink,
        OutgoingHttp(Guard(allow=parse_allowed_ranges("127.0.0.1"))) as http,
    ):
        sender = WebhookNoticeSender(WebhookClient(http), LINKS, SystemClock())
        await exercise_notice_sender(sender, CODE, evolve(ANA, address=sink.url), arrives=True)
        inward = evolve(ANA, address="http://169.254.169.254/latest")
        await exercise_notice_sender(sender, CODE, inward, arrives=False)
        first, again = sink.requests

    assert first["verified"]
    assert first["body"]["type"] == "notice.verification_code"
    assert first["body"]["data"]["code"] == "042137"
    assert first["headers"]["webhook-id"] == again["headers"]["webhook-id"]


async def test_a_browser_gets_the_code_encrypted() -> None:
    """The browser reads it, and nobody on the way; keys of another browser are refused."""
    keys = vapid_keys()
    async with (
        PushService(keys.key.public_text) as service,
        OutgoingHttp(Guard(allow=parse_allowed_ranges("127.0.0.1"))) as http,
    ):
        client = WebPushClient(http, keys, "mailto:pager@example.org", SystemClock())
        sender = WebPushNoticeSender(client, LINKS, SystemClock())
        ana = evolve(ANA, address=service.endpoint, secret=service.browser.secret)
        await exercise_notice_sender(sender, CODE, ana, arrives=True)
        await exercise_notice_sender(sender, CODE, evolve(ana, secret=None), arrives=False)

    assert {message["code"] for message in service.messages} == {"042137"}


async def test_a_topic_gets_the_code() -> None:
    """An ntfy-compatible server takes it, the same message each time; an address that is no
    topic is refused.
    """
    async with (
        NtfyServer() as server,
        OutgoingHttp(Guard(allow=parse_allowed_ranges("127.0.0.1"))) as http,
    ):
        sender = NtfyNoticeSender(NtfyClient(http), LINKS, SystemClock())
        await exercise_notice_sender(
            sender, CODE, evolve(ANA, address=server.topic_url), arrives=True
        )
        await exercise_notice_sender(sender, CODE, evolve(ANA, address="nowhere"), arrives=False)

    first, again = server.published
    assert "042137" in first["message"]
    assert first == again


async def test_a_phone_gets_the_code_as_text_and_by_voice() -> None:
    """Twilio takes both; nobody is called about anything else, and a spent day stops either."""
    account = TwilioAccount(sid=SID, auth_token=TOKEN, sender=NUMBER, api_url="")
    async with (
        Twilio() as twilio,
        OutgoingHttp(Guard(allow=parse_allowed_ranges("127.0.0.1"))) as http,
    ):
        accounts = alone("twilio", TwilioClient(http, evolve(account, api_url=twilio.url)))
        ana = evolve(ANA, address="+4915112345678")
        text = SmsNoticeSender(accounts, LINKS, _always, SystemClock())
        voice = VoiceNoticeSender(accounts, _always, SystemClock())
        await exercise_notice_sender(text, CODE, ana, arrives=True)
        await exercise_notice_sender(voice, CODE, ana, arrives=True)
        await exercise_notice_sender(voice, a_notice(), ana, arrives=False)
        for spent in (evolve(text, may_spend=_never), evolve(voice, may_spend=_never)):
            await exercise_notice_sender(spent, CODE, ana, arrives=False)
        for absent in (evolve(text, accounts=Providers()), evolve(voice, accounts=Providers())):
            await exercise_notice_sender(absent, CODE, ana, arrives=False)

    said = [entry["form"].get("Body") or entry["form"]["Twiml"] for entry in twilio.requests]
    assert [entry["resource"] for entry in twilio.requests] == ["Messages"] * 2 + ["Calls"] * 2
    assert {entry["token"] for entry in twilio.requests} == {str(CODE.id)}
    assert ["042137" in text for text in said[:2]] == [True, True]
    assert "0, 4, 2, 1, 3, 7" in said[2]


async def test_slack_gets_the_code_in_a_direct_message() -> None:
    """A workspace takes it; an unknown member is refused."""
    async with (
        SlackServer() as slack,
        OutgoingHttp(Guard(allow=parse_allowed_ranges("127.0.0.1"))) as http,
    ):
        app = SlackApp(bot_token=SLACK_TOKEN, signing_secret="s", api_url=slack.api_url)
        sender = SlackNoticeSender(SlackClient(http, app, SystemClock()), LINKS)
        await exercise_notice_sender(sender, CODE, evolve(ANA, address="U0ANA"), arrives=True)
        await exercise_notice_sender(sender, CODE, evolve(ANA, address="U0ZED"), arrives=False)
        await exercise_notice_sender(
            SlackNoticeSender(None, LINKS), CODE, evolve(ANA, address="U0ANA"), arrives=False
        )
        linked = evolve(a_notice(), topic=Topic.INCIDENT_TAKEN, facts=TAKEN)
        await sender.send(linked, evolve(ANA, address="U0ANA"))

    first, *_, last = slack.messages.values()
    assert "042137" in first["blocks"][1]["text"]["text"]
    assert first["metadata"]["event_payload"] == {"notice_id": str(CODE.id)}
    assert last["blocks"][-1]["elements"][0]["url"].endswith(f"/incidents/{TAKEN_ID}")


async def _always() -> bool:
    return True


async def _never() -> bool:
    return False


async def test_the_log_shows_no_code() -> None:
    """What is written to the log is read by others."""
    sender = ConsoleNoticeSender(PageLog(), LINKS)
    with capture_logs() as lines:
        await exercise_notice_sender(sender, CODE, ANA, arrives=True)

    assert "042137" not in str(lines)
    assert lines[0]["topic"] == "verification_code"
