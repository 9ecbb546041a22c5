"""A second provider stands in for the first: real mail servers, and servers that speak Twilio."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta

import pytest
from attrs import evolve, frozen
from tests.peers import smtp_sink, twilio
from tests.peers.smtp_sink import SmtpSink
from tests.peers.twilio import Twilio
from tests.unit.outbound.envelopes import ANA, LINKS, PAGE, SECRET_KEY, SystemClock

from hikeshi.memory.rate_limits import InMemoryRateLimits
from hikeshi.notifications.model.envelope import Envelope
from hikeshi.notifications.model.outcome import Outcome
from hikeshi.testing.builders import a_notice
from hikeshi_server.outbound.email.client import SmtpClient
from hikeshi_server.outbound.email.notices import EmailNoticeSender
from hikeshi_server.outbound.email.sender import EmailNotificationSender
from hikeshi_server.outbound.email.settings import MailFrom, parse_smtp_url
from hikeshi_server.outbound.http_client import Guard, OutgoingHttp, parse_allowed_ranges
from hikeshi_server.outbound.outages import Outages
from hikeshi_server.outbound.providers.breakers import MOST_FAILURES
from hikeshi_server.outbound.providers.failing_over import Provider, Providers
from hikeshi_server.outbound.providers.gate import Gates
from hikeshi_server.outbound.sms.sender import SmsNotificationSender
from hikeshi_server.outbound.twilio.addresses import CallbackAddresses
from hikeshi_server.outbound.twilio.client import TwilioClient
from hikeshi_server.outbound.twilio.settings import TwilioAccount
from hikeshi_server.outbound.voice.sender import VoiceNotificationSender
from hikeshi_server.outbound.voice.tokens import CallTokens

FROM = MailFrom("Hikeshi", "pager@example.org")
TEXT = evolve(PAGE, kind="sms", recipient=evolve(ANA, address="+4915112345678"))


def gates(**at_once: int) -> Gates:
    """Return the gates of a process."""
    clock = SystemClock()
    return Gates(clock, Outages("providers"), InMemoryRateLimits(clock), at_once=at_once)


@frozen
class Mail:
    """Two mail servers, and what sends through them."""

    first: SmtpSink
    second: SmtpSink
    sender: EmailNotificationSender
    passed_over: list[str]

    @property
    def taken(self) -> tuple[int, int]:
        """How many mails each has taken."""
        return len(self.first.mails), len(self.second.mails)


@pytest.fixture
async def mail() -> AsyncIterator[Mail]:
    """A page goes to the first server, or the second."""
    async with AsyncExitStack() as stack:
        first = await stack.enter_async_context(SmtpSink())
        second = await stack.enter_async_context(SmtpSink())
        way, passed_over = gates(), []
        each = [
            Provider(
                name,
                await stack.enter_async_context(SmtpClient(parse_smtp_url(sink.url))),
                way.of(name),
            )
            for name, sink in (("smtp", first), ("smtp-2", second))
        ]
        servers = Providers(tuple(each), passed_over.append)
        yield Mail(
            first,
            second,
            EmailNotificationSender(servers, FROM, LINKS, SystemClock()),
            passed_over,
        )


async def test_the_first_server_has_every_mail_while_it_takes_them(mail: Mail) -> None:
    """The second is there for the bad day alone."""
    report = await mail.sender.send(PAGE)

    assert (report.outcome, report.evidence["provider"]) == (Outcome.ACCEPTED, "smtp")
    assert (mail.taken, mail.passed_over) == ((1, 0), [])


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (smtp_sink.Fault.GREYLISTED, {"smtp.code": "450", "smtp.answer": "4.2.0 come back later"}),
        (smtp_sink.Fault.BUSY, {"smtp.code": "451", "smtp.answer": "4.3.0 too busy"}),
        (smtp_sink.Fault.SPAM, {"smtp.code": "554", "smtp.answer": "5.7.1 looks like spam"}),
    ],
)
async def test_what_one_server_does_not_take_another_does(
    mail: Mail, fault: smtp_sink.Fault, said: dict[str, str]
) -> None:
    """In the same attempt, with the same key; what the first said is kept."""
    mail.first.fault = fault
    report = await mail.sender.send(PAGE)

    assert (report.outcome, report.evidence["provider"]) == (Outcome.ACCEPTED, "smtp-2")
    assert said.items() <= report.evidence.items()
    assert report.reason.startswith("smtp: The mail server answered 4") or "554" in report.reason
    assert report.reason.endswith("; smtp-2: The mail server answered 250.")
    assert (mail.taken, mail.passed_over) == ((0, 1), ["smtp"])
    assert str(PAGE.notification_id) in mail.second.mails[0]["headers"]["message-id"]


async def test_a_server_that_is_down_costs_no_page_and_then_gets_a_rest(mail: Mail) -> None:
    """After failures in a row it is not even asked, and says so."""
    await mail.first.__aexit__(None, None, None)
    reports = [await mail.sender.send(PAGE) for _ in range(MOST_FAILURES + 1)]

    assert {report.outcome for report in reports} == {Outcome.ACCEPTED}
    assert reports[0].evidence["smtp.sent"] == "no"
    assert reports[-1].evidence["smtp.breaker"] == "open"
    assert not reports[-1].away
    assert len(mail.second.mails) == MOST_FAILURES + 1


async def test_an_answer_that_never_came_is_asked_for_elsewhere_next_time(mail: Mail) -> None:
    """The mail may have arrived: the attempt ends as that, and the next begins with the other."""
    mail.first.fault = smtp_sink.Fault.DROP_DATA
    report = await mail.sender.send(PAGE)

    assert (report.outcome, report.evidence["sent"]) == (Outcome.RETRYABLE, "maybe")
    assert (report.evidence["next"], mail.taken) == ("smtp-2", (1, 0))

    again = evolve(PAGE, attempt=2, first_provider=report.evidence["next"])
    assert (await mail.sender.send(again)).evidence["provider"] == "smtp-2"
    keys = {m["headers"]["message-id"] for m in mail.first.mails + mail.second.mails}
    assert (mail.taken, len(keys)) == ((1, 1), 1)


async def test_a_mailbox_that_is_not_there_is_nowhere(mail: Mail) -> None:
    """The refusal is of the address: the person's next method follows at once."""
    mail.first.fault = smtp_sink.Fault.REFUSED
    report = await mail.sender.send(PAGE)

    assert (report.outcome, mail.taken) == (Outcome.PERMANENT, (0, 0))
    assert mail.second.connections == 0


async def test_notices_take_the_same_way(mail: Mail) -> None:
    """A code goes out through the server that works; its second attempt begins with the second."""
    mail.first.fault = smtp_sink.Fault.BUSY
    notices = EmailNoticeSender(mail.sender.servers, FROM, LINKS, SystemClock())
    first = await notices.send(evolve(a_notice(), attempts=1), ANA)
    second = await notices.send(evolve(a_notice(), attempts=2), ANA)

    assert [r.evidence["provider"] for r in (first, second)] == ["smtp-2", "smtp-2"]
    assert mail.passed_over == ["smtp"]


@frozen
class Phone:
    """Two servers that speak Twilio, and what sends through them."""

    first: Twilio
    second: Twilio
    sender: SmsNotificationSender
    spent: list[Envelope]

    @property
    def asked(self) -> tuple[int, int]:
        """How many requests each has had."""
        return len(self.first.requests), len(self.second.requests)


@pytest.fixture
async def phone() -> AsyncIterator[Phone]:
    """A page goes to the first account, or the second; three at once and no more to the first."""
    guard = Guard(allow=parse_allowed_ranges("127.0.0.1"))
    spent: list[Envelope] = []

    async def may_spend(envelope: Envelope) -> bool:
        spent.append(envelope)
        return True

    async with (
        Twilio() as first,
        Twilio(twilio.OTHER_SID, twilio.OTHER_TOKEN) as second,
        OutgoingHttp(guard) as http,
    ):
        way = gates(twilio=3)
        accounts = [
            (name, TwilioAccount(api_url=peer.url, sid=peer.sid, auth_token=peer.token, sender=of))
            for name, peer, of in (
                ("twilio", first, twilio.NUMBER),
                ("twilio-2", second, twilio.OTHER_NUMBER),
            )
        ]
        each = tuple(Provider(n, TwilioClient(http, account), way.of(n)) for n, account in accounts)
        addresses = CallbackAddresses("https://pager.example.org")
        sender = SmsNotificationSender(Providers(each), addresses, LINKS, may_spend, SystemClock())
        yield Phone(first, second, sender, spent)


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (twilio.Fault.ERROR, "500"),
        (twilio.Fault.BUSY, "429"),
        (twilio.Fault.DENIED, "401"),
    ],
)
async def test_what_one_account_does_not_take_another_does(
    phone: Phone, fault: twilio.Fault, status: str
) -> None:
    """From its own number, with a callback that names it; the cap counts one message."""
    phone.first.fault = fault
    report = await phone.sender.send(TEXT)

    assert (report.outcome, report.evidence["provider"]) == (Outcome.ACCEPTED, "twilio-2")
    assert (report.evidence["twilio.status"], phone.asked) == (
        status,
        (1, 1),
    )
    (request,) = phone.second.requests
    assert (request["faults"], request["form"]["From"]) == ([], twilio.OTHER_NUMBER)
    assert request["form"]["StatusCallback"].endswith("&attempt=1&provider=twilio-2")
    assert len(phone.spent) == 1


async def test_calls_stand_in_for_each_other_where_they_can_be_made(phone: Phone) -> None:
    """Both addresses of a call name its account; a messaging service makes none."""
    phone.first.fault = twilio.Fault.ERROR
    tokens, texts = CallTokens([SECRET_KEY]), phone.sender
    calls = VoiceNotificationSender(
        texts.accounts, texts.addresses, tokens, texts.may_spend, texts.clock
    )
    report = await calls.send(evolve(TEXT, kind="voice"))
    (request,) = phone.second.requests
    assert (report.evidence["provider"], request["faults"]) == ("twilio-2", [])
    assert request["form"]["Url"].endswith("?provider=twilio-2")
    assert request["form"]["StatusCallback"].endswith("&provider=twilio-2")

    first, second = texts.accounts.each
    account = evolve(first.client.account, sender="MG" + "b" * 32)
    pool = evolve(first, client=evolve(first.client, account=account))
    able = evolve(calls, accounts=evolve(texts.accounts, each=(pool, second)))
    assert "provider" not in (await able.send(evolve(TEXT, kind="voice"))).evidence
    assert phone.asked == (1, 2)


@pytest.mark.parametrize(
    ("fault", "evidence"),
    [(twilio.Fault.CUT, ("sent", "maybe")), (twilio.Fault.GATEWAY, ("status", "504"))],
)
async def test_a_text_that_may_be_on_its_way_is_not_sent_twice_at_once(
    phone: Phone, fault: twilio.Fault, evidence: tuple[str, str]
) -> None:
    """Closed in the middle of its answer, or silence behind a gateway: the next attempt asks on."""
    phone.first.fault = fault
    report = await phone.sender.send(TEXT)

    assert report.outcome is Outcome.RETRYABLE
    assert report.evidence[evidence[0]] == evidence[1]
    assert (report.evidence["next"], phone.asked) == ("twilio-2", (1, 0))


async def test_when_nobody_takes_it_the_soonest_is_waited_for(phone: Phone) -> None:
    """Both ask to wait; whose answers they were is kept."""
    phone.first.fault = phone.second.fault = twilio.Fault.BUSY
    report = await phone.sender.send(TEXT)

    assert (report.outcome, report.retry_after) == (Outcome.RETRYABLE, timedelta(seconds=7))
    assert {"status", "twilio.status", "provider"} <= report.evidence.keys()
    assert "next" not in report.evidence


async def test_a_number_that_is_none_is_none_for_everybody(phone: Phone) -> None:
    """Nobody else is asked, nor after STOP."""
    for number in (twilio.INVALID, twilio.UNSUBSCRIBED):
        report = await phone.sender.send(
            evolve(TEXT, recipient=evolve(TEXT.recipient, address=number))
        )
        assert report.outcome is Outcome.PERMANENT

    assert report.unsubscribed
    assert phone.asked == (2, 0)


async def test_no_more_at_once_than_there_are_places(phone: Phone) -> None:
    """Twelve pages, three places: the account never sees a fourth, and every page leaves."""
    phone.first.may_answer.clear()
    sending = [asyncio.create_task(phone.sender.send(TEXT)) for _ in range(12)]
    await phone.first.journal.wait_for(lambda entries: len(entries) == 3)
    phone.first.may_answer.set()
    reports = await asyncio.gather(*sending)

    assert {report.evidence["provider"] for report in reports} == {"twilio"}
    assert (phone.first.most_at_once, phone.asked) == (3, (12, 0))


async def test_who_waits_for_a_place_can_be_stopped(phone: Phone) -> None:
    """A stopping worker cancels it: nothing is sent, no place is lost."""
    phone.first.may_answer.clear()
    sending = [asyncio.create_task(phone.sender.send(TEXT)) for _ in range(3)]
    await phone.first.journal.wait_for(lambda entries: len(entries) == 3)
    waiting = asyncio.create_task(phone.sender.send(TEXT))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    phone.first.may_answer.set()
    await asyncio.gather(*sending)

    assert (await phone.sender.send(TEXT)).outcome is Outcome.ACCEPTED
    assert phone.asked == (4, 0)
