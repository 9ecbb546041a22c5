"""Pages by mail to a real SMTP server on loopback."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable

import pytest
import trustme
from attrs import evolve
from tests.peers.smtp_sink import Fault, SmtpSink
from tests.unit.outbound.envelopes import LINKS, PAGE, SystemClock

from hikeshi.notifications.model.outcome import Outcome
from hikeshi_server.outbound.email.client import MOST_CONNECTIONS, SmtpClient
from hikeshi_server.outbound.email.sender import EmailNotificationSender
from hikeshi_server.outbound.email.settings import MailFrom, parse_smtp_url
from hikeshi_server.outbound.providers.failing_over import Providers, alone

FROM = MailFrom("Hikeshi", "pager@example.org")


def sender_of(client: SmtpClient | None) -> EmailNotificationSender:
    """Return a sender over that client."""
    servers = Providers() if client is None else alone("smtp", client)
    return EmailNotificationSender(servers, FROM, LINKS, SystemClock())


@pytest.fixture
async def sink() -> AsyncIterator[SmtpSink]:
    """A mail server that listens."""
    async with SmtpSink() as running:
        yield running


@pytest.fixture
async def sender(sink: SmtpSink) -> AsyncIterator[EmailNotificationSender]:
    """A sender that hands its mail to the sink."""
    async with SmtpClient(parse_smtp_url(sink.url)) as client:
        yield sender_of(client)


async def test_a_page_arrives_and_is_accepted(
    sink: SmtpSink, sender: EmailNotificationSender
) -> None:
    """The server gets the whole mail; its 250 is kept as evidence of acceptance, no more."""
    report = await sender.send(PAGE)

    assert report.outcome is Outcome.ACCEPTED
    message_id = f"<{PAGE.notification_id}@example.org>"
    assert report.evidence == {
        "code": "250",
        "answer": "2.0.0 queued as 1",
        "message_id": message_id,
    }
    (mail,) = sink.mails
    assert (mail["sender"], mail["recipients"]) == ("pager@example.org", ["ana@example.org"])
    assert mail["headers"]["message-id"] == message_id
    assert "https://pager.example.org/acknowledge/" in mail["text"]
    assert "https://pager.example.org/acknowledge/" in mail["html"]


async def test_a_repetition_is_the_same_mail(
    sink: SmtpSink, sender: EmailNotificationSender
) -> None:
    """A repeated page carries the same Message-ID and the same link."""
    await sender.send(PAGE)
    await sender.send(evolve(PAGE, attempt=2))

    first, second = sink.mails
    assert first["text"] == second["text"]
    assert first["headers"]["message-id"] == second["headers"]["message-id"]


async def test_connections_are_few_and_used_again(
    sink: SmtpSink, sender: EmailNotificationSender
) -> None:
    """Many pages at once share the few connections there may be."""
    for _ in range(3):
        await sender.send(PAGE)
    assert sink.connections == 1

    reports = await asyncio.gather(*(sender.send(PAGE) for _ in range(40)))

    assert {report.outcome for report in reports} == {Outcome.ACCEPTED}
    assert len(sink.mails) == 43
    assert sink.connections <= MOST_CONNECTIONS


@pytest.mark.parametrize(
    ("fault", "outcome", "evidence"),
    [
        (Fault.BUSY, Outcome.RETRYABLE, {"code": "451", "answer": "4.3.0 too busy"}),
        (Fault.GREYLISTED, Outcome.RETRYABLE, {"code": "450", "answer": "4.2.0 come back later"}),
        (Fault.GOODBYE, Outcome.RETRYABLE, None),
        (Fault.REFUSED, Outcome.PERMANENT, {"code": "550", "answer": "5.1.1 no such mailbox"}),
        (Fault.SPAM, Outcome.PERMANENT, {"code": "554", "answer": "5.7.1 looks like spam"}),
        (Fault.DROP_DATA, Outcome.RETRYABLE, {"sent": "maybe"}),
    ],
    ids=str,
)
async def test_outcomes_follow_the_reply(
    sink: SmtpSink,
    sender: EmailNotificationSender,
    fault: Fault,
    outcome: Outcome,
    evidence: dict[str, str] | None,
) -> None:
    """What the server replies decides whether trying again makes sense, and is kept."""
    sink.fault = fault

    report = await sender.send(PAGE)

    assert report.outcome is outcome
    assert evidence is None or report.evidence == evidence
    sink.fault = Fault.NONE
    assert (await sender.send(PAGE)).outcome is Outcome.ACCEPTED


async def test_a_refusal_costs_no_connection(
    sink: SmtpSink, sender: EmailNotificationSender
) -> None:
    """After a no the same connection takes the next mail, and nothing of the first is left."""
    sink.fault = Fault.REFUSED
    await sender.send(PAGE)
    sink.fault = Fault.NONE
    await sender.send(PAGE)

    assert sink.connections == 1
    assert [mail["recipients"] for mail in sink.mails] == [["ana@example.org"]]


def close_after(sink: SmtpSink) -> None:
    """Close behind the next mail."""
    sink.fault = Fault.CLOSE_AFTER


def goodbye(sink: SmtpSink) -> None:
    """Say goodbye at the next mail."""
    sink.fault = Fault.GOODBYE


@pytest.mark.parametrize("end", [SmtpSink.hang_up, close_after, goodbye])
async def test_a_connection_the_server_closed_is_replaced(
    sink: SmtpSink, sender: EmailNotificationSender, end: Callable[[SmtpSink], None]
) -> None:
    """A kept connection that turns out to be closed costs no page."""
    await sender.send(PAGE)
    end(sink)

    outcomes = [(await sender.send(PAGE)).outcome for _ in range(2)]

    assert outcomes == [Outcome.ACCEPTED] * 2
    assert (len(sink.mails), sink.connections >= 2) == (3, True)


async def test_what_may_have_arrived_is_not_repeated(
    sink: SmtpSink, sender: EmailNotificationSender
) -> None:
    """A kept connection that breaks once the mail was handed over gives no second mail."""
    await sender.send(PAGE)
    sink.fault = Fault.DROP_DATA

    report = await sender.send(PAGE)

    assert (report.outcome, report.evidence) == (Outcome.RETRYABLE, {"sent": "maybe"})
    assert len(sink.mails) == 2


async def test_nobody_listening_is_retryable() -> None:
    """A server that is down may come back, and got nothing."""
    async with SmtpSink() as gone:
        url = gone.url

    async with SmtpClient(parse_smtp_url(url)) as client:
        report = await sender_of(client).send(PAGE)

    assert (report.outcome, report.evidence) == (Outcome.RETRYABLE, {"sent": "no"})


async def test_without_a_server_nothing_is_tried() -> None:
    """Where no mail server is configured the report names the setting."""
    report = await sender_of(None).send(PAGE)

    assert (report.outcome, report.reason) == (
        Outcome.PERMANENT,
        "no SMTP server is configured (HIKESHI_SMTP_URL)",
    )


async def test_a_bad_address_is_permanent(sink: SmtpSink, sender: EmailNotificationSender) -> None:
    """An address that cannot be written to is reported, and the server is not asked."""
    recipient = evolve(PAGE.recipient, address="ana@example.org\r\nRCPT TO:<b@example.org>")

    report = await sender.send(evolve(PAGE, recipient=recipient))

    assert report.outcome is Outcome.PERMANENT
    assert sink.connections == 0


@pytest.mark.parametrize(("capable", "outcome"), [(True, "accepted"), (False, "permanent")])
async def test_addresses_in_any_script(capable: bool, outcome: str) -> None:
    """A non-ASCII mailbox is written to where the server can, and refused where it cannot."""
    recipient = evolve(PAGE.recipient, address="火消し@example.org")

    async with (
        SmtpSink(smtputf8=capable) as sink,
        SmtpClient(parse_smtp_url(sink.url)) as client,
    ):
        report = await sender_of(client).send(evolve(PAGE, recipient=recipient))

    assert report.outcome == outcome, report
    assert [mail["recipients"] for mail in sink.mails] == [["火消し@example.org"]] * capable


async def test_cancelling_passes_through(sink: SmtpSink, sender: EmailNotificationSender) -> None:
    """Whoever cancels a mail gets the cancellation, and the next mail is not confused by it."""
    sink.fault = Fault.HANG_DATA
    task = asyncio.create_task(sender.send(PAGE))
    await sink.journal.wait_for(lambda entries: len(entries) == 1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    sink.fault = Fault.NONE
    assert (await sender.send(PAGE)).outcome is Outcome.ACCEPTED


@pytest.fixture(scope="module")
def certificates() -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's context and that of a client that trusts it."""
    authority = trustme.CA()
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(server)
    client = ssl.create_default_context()
    authority.configure_trust(client)
    return server, client


@pytest.mark.parametrize("smtps", [False, True])
async def test_tls_and_login(
    certificates: tuple[ssl.SSLContext, ssl.SSLContext], smtps: bool
) -> None:
    """By STARTTLS or from the first byte, the password goes over an encrypted connection only."""
    server, trust = certificates
    async with SmtpSink(tls=server, smtps=smtps, login=("ana", "p@ss")) as sink:
        url = sink.url.replace("://", "://ana:p%40ss@")
        async with SmtpClient(parse_smtp_url(url), trust=trust) as client:
            outcomes = [(await sender_of(client).send(PAGE)).outcome for _ in range(2)]

    assert outcomes == [Outcome.ACCEPTED] * 2
    assert [mail["encrypted"] for mail in sink.mails] == [True, True]


async def test_a_wrong_password_is_permanent(
    certificates: tuple[ssl.SSLContext, ssl.SSLContext],
) -> None:
    """A login that is refused will be refused again, so another way is tried at once."""
    server, trust = certificates
    async with SmtpSink(tls=server, login=("ana", "right")) as sink:
        url = sink.url.replace("://", "://ana:wrong@")
        async with SmtpClient(parse_smtp_url(url), trust=trust) as client:
            report = await sender_of(client).send(PAGE)

    assert (report.outcome, report.evidence["code"]) == (Outcome.PERMANENT, "535")
    assert "wrong" not in report.reason


async def test_an_unknown_certificate_is_not_trusted(
    certificates: tuple[ssl.SSLContext, ssl.SSLContext],
) -> None:
    """Without a trusted certificate nothing is handed over."""
    server, _ = certificates
    async with SmtpSink(tls=server) as sink, SmtpClient(parse_smtp_url(sink.url)) as client:
        report = await sender_of(client).send(PAGE)

    assert (report.outcome, report.evidence) == (Outcome.RETRYABLE, {"sent": "no"})
    assert "CERTIFICATE" in report.reason
    assert sink.mails == []
