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
from hikeshi_server.outbound.web_push.client import WebPushClient
from hikeshi_server.outbound.web_push.notices import WebPushNoticeSender
from hikeshi_server.outbound.webhook.client import WebhookClient
from hikeshi_server.outbound.webhook.notices import WebhookNoticeSender
from tests.peers.http_sink import HttpSink
from tests.peers.push_service import PushService, vapid_keys
from tests.peers.smtp_sink import SmtpSink
from tests.unit.outbound.envelopes import ANA, LINKS, WEBHOOK_SECRET, SystemClock

FROM = MailFrom("Pager", "pager@example.org")
CODE = a_notice(topic=Topic.VERIFICATION_CODE, facts={}, code="042137")


async def test_the_twin_reports_what_it_is_told_to() -> None:
    """In memory a notice arrives unless it was told otherwise."""
    refused = DeliveryReport(outcome=Outcome.PERMANENT, reason="Told to refuse.")

    await exercise_notice_sender(InMemoryNoticeSender(), CODE, ANA, arrives=True)
    await exercise_notice_sender(InMemoryNoticeSender(refused), CODE, ANA, arrives=False)


async def test_a_mailbox_gets_the_code() -> None:
    """A real mail server takes it; without one, or an address, the report says why not."""
    async with SmtpSink() as sink, SmtpClient(parse_smtp_url(sink.url)) as client:
        sender = EmailNoticeSender(client, FROM, LINKS, SystemClock())
        absent = EmailNoticeSender(None, FROM, LINKS, SystemClock())
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


async def test_the_log_shows_no_code() -> None:
    """What is written to the log is read by others."""
    sender = ConsoleNoticeSender(PageLog(), LINKS)
    with capture_logs() as lines:
        await exercise_notice_sender(sender, CODE, ANA, arrives=True)

    assert "042137" not in str(lines)
    assert lines[0]["topic"] == "verification_code"
