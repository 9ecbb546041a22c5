"""A page goes out by SMTP, and its answer comes back by SMTP or HTTP."""

import itertools
import socket
from email import message_from_string
from email.message import EmailMessage
from uuid import UUID

import aiosmtplib
import pytest
from attrs import evolve
from falcon.testing import ASGIConductor
from tests.integration.inbound.console.site import ANA, AYA, Site
from tests.integration.inbound.http.twilio.phones import SeenInMemory
from tests.peers.smtp_sink import SmtpSink
from tests.unit.inbound.mail.test_reading import BOUNCE
from tests.unit.outbound.envelopes import LINKS, PAGE, SECRET_KEY

from hikeshi.incidents.use_cases.unacknowledge_incident import UnacknowledgeIncident
from hikeshi.kernel.actor import SYSTEM
from hikeshi.kernel.errors import UnavailableError
from hikeshi.kernel.ids import ContactMethodId
from hikeshi.notifications.model.notification import NotificationStatus
from hikeshi.notifications.model.outcome import Outcome
from hikeshi.teams.model.contact_method import ContactKind, ContactMethod
from hikeshi_server.inbound.http.api.problems import add_problems
from hikeshi_server.inbound.http.app import create_app
from hikeshi_server.inbound.mail.door import IncomingMail
from hikeshi_server.inbound.mail.listener import MOST_CONNECTIONS, MailListener
from hikeshi_server.inbound.mail.taking import TakeInMail
from hikeshi_server.outbound.email.client import SmtpClient
from hikeshi_server.outbound.email.replies import is_automatic
from hikeshi_server.outbound.email.reply_addresses import ReplyAddresses, ReplyTo
from hikeshi_server.outbound.email.sender import EmailNotificationSender
from hikeshi_server.outbound.email.settings import MailFrom, parse_smtp_url
from hikeshi_server.outbound.providers.failing_over import alone

ADDRESSES = ReplyAddresses(ReplyTo("pager", "reply.example.org"), [SECRET_KEY])
KEY = "0123456789abcdef0123456789abcdef"


class Mailboxes(Site):
    """Everybody is paged by mail, and answers by mail."""

    def __init__(self):
        super().__init__()
        self.take_in = TakeInMail(
            transactions=self.transactions,
            read_address=ADDRESSES.read,
            is_automatic=is_automatic,
            seen=SeenInMemory(),
        )
        self.app = create_app([("/integrations/mail", IncomingMail(self.take_in, KEY))])
        add_problems(self.app)
        self.port, self.numbers = 0, itertools.count()

    async def fill(self):
        """Let Ana and Aya have mailboxes and nothing else."""
        await super().fill()

        async def write(work):
            await work.contact_methods.delete_many(list(self.store.contact_methods.rows))
            await work.contact_methods.save_many(
                [mailbox(ANA, "ana@example.org"), mailbox(AYA, "aya@example.org")]
            )

        await self.run(write)

    async def paged(self):
        """Page Ana; return the notification and where she answers."""
        await self.alert()
        await self.deliver(Outcome.ACCEPTED)
        (told,) = self.store.notifications.rows.values()
        return told, ADDRESSES.address_of(told.id)

    async def paged_for_several(self):
        """Page Ana for two incidents in one mail, and for a third alone; as `paged`."""
        for number in range(3):
            await self.alert(key=f"k{number}", title=f"Disk {number}")
        await self.deliver(Outcome.ACCEPTED)
        first, second, _ = sorted(self.store.notifications.rows.values(), key=lambda n: n.id)
        together = [evolve(each, bundle_id=first.id) for each in (first, second)]
        await self.run(lambda work: work.notifications.save_many(together))
        return together, ADDRESSES.address_of(first.id)

    async def answer(self, address, text="ack\r\n", sender="ana@example.org", **more):
        """Let a person's server hand over a mail; return its last answer's code and text."""
        message = EmailMessage()
        message["From"], message["To"] = sender, address
        message["Message-ID"] = f"<{next(self.numbers)}@example.org>"
        message.set_content(text)
        for name, value in more.items():
            del message[name.replace("_", "-")]
            message[name.replace("_", "-")] = value
        return await self.hand_over(address, message.as_bytes(), sender)

    def client(self):
        """Return a server that will hand mail over."""
        return aiosmtplib.SMTP(hostname="127.0.0.1", port=self.port, start_tls=False)

    async def hand_over(self, address, raw, sender):
        """Speak SMTP to the server of ours."""
        client = self.client()
        async with client:
            try:
                _, said = await client.sendmail(sender, [address], raw)
            except aiosmtplib.SMTPRecipientsRefused as error:
                return error.recipients[0].code, error.recipients[0].message
            except aiosmtplib.SMTPResponseException as error:
                return error.code, error.message
        return 250, said

    @property
    def incident(self):
        """The incident."""
        (found,) = self.store.incidents.rows.values()
        return found

    @property
    def statuses(self):
        """What each incident is, by number."""
        found = sorted(self.store.incidents.rows.values(), key=lambda incident: incident.number)
        return [incident.status.value for incident in found]

    def outcome(self, told):
        """Return what came of a notification."""
        return self.store.notifications.rows[told.id].outcome


def mailbox(user_id, address):
    """Return a mailbox of a person."""
    return ContactMethod(
        id=ContactMethodId(UUID(int=300 + user_id.int)),
        user_id=user_id,
        key="mail",
        kind=ContactKind.EMAIL,
        address=address,
        verified=True,
    )


@pytest.fixture
async def site():
    """A server with mailboxes, listening for mail and for HTTP."""
    made = Mailboxes()
    await made.fill()
    listening = socket.create_server(("127.0.0.1", 0))
    made.port = listening.getsockname()[1]
    async with (
        MailListener(made.take_in, listening, "pager.example.org"),
        ASGIConductor(made.app) as conductor,
    ):
        made.conductor = conductor
        yield made


async def test_a_page_is_answered_by_replying_to_its_mail(site):
    """From the mail that went out to the acknowledgement, each over a real SMTP conversation."""
    told, _ = await site.paged()
    page = evolve(PAGE, notification_id=told.id, incident_id=told.incident_id)
    async with SmtpSink() as sink, SmtpClient(parse_smtp_url(sink.url)) as client:
        mail_from = MailFrom("Pager", "pager@example.org")
        sender = EmailNotificationSender(
            alone("smtp", client), mail_from, LINKS, site.clock, ADDRESSES
        )
        await sender.send(page)
        (mail,) = sink.mails
    reply_to = message_from_string(f"Reply-To: {mail['headers']['reply-to']}\n\n")["Reply-To"]
    address = reply_to.rpartition("<")[2].rstrip(">")
    quoted = "\r\n".join(f"> {line}" for line in mail["text"].splitlines())

    answer = await site.answer(address, f"Ack, on it.\r\n\r\nHikeshi wrote:\r\n{quoted}\r\n")

    assert mail["sender"] == address
    assert "a first line that begins with ack" in mail["text"]
    assert answer == (250, "2.0.0 acknowledged")
    assert (site.incident.status, site.incident.acknowledged_by) == ("acknowledged", ANA)
    assert site.outcome(told) is Outcome.DELIVERED


async def test_a_reply_resolves(site):
    """The word resolve does."""
    _, address = await site.paged()

    assert await site.answer(address.upper(), "解決しました。\r\n") == (250, "2.0.0 resolved")
    assert site.incident.status == "resolved"


async def test_an_answer_to_a_mail_about_several_acknowledges_each(site):
    """As its link does: all the mail names and no other; to resolve it does not say which."""
    told, address = await site.paged_for_several()

    refused = await site.answer(address, "resolve\r\n")
    assert (refused[0], "several incidents" in refused[1]) == (550, True)
    assert site.statuses == ["triggered"] * 3
    assert await site.answer(address) == (250, "2.0.0 acknowledged")

    assert site.statuses == ["acknowledged", "acknowledged", "triggered"]
    assert [site.outcome(each) for each in told] == [Outcome.DELIVERED] * 2


async def test_a_repeated_or_kept_reply_acts_once(site):
    """A server may hand the same mail over again; another one with the same word is refused."""
    _, address = await site.paged()
    first = await site.answer(address, Message_ID="<a@x>")
    await site.run(UnacknowledgeIncident(), site.incident.id, by=SYSTEM)

    again = await site.answer(address, Message_ID="<a@x>")
    changed = await site.answer(address, Message_ID="<b@x>")

    assert (first[0], again) == (250, (250, "2.0.0 known already, nothing was done"))
    assert changed[0] == 550
    assert "answered by mail already" in changed[1]
    assert site.incident.status == "triggered"


async def test_only_the_person_who_was_paged_answers(site):
    """Whoever gets the mail forwarded is refused, and reads why in what their server returns."""
    _, address = await site.paged()

    code, said = await site.answer(address, sender="aya@example.org")

    assert code == 550
    assert "Only the person who was paged" in said
    assert site.incident.status == "triggered"


async def test_a_reply_after_a_day_is_refused(site):
    """The person is told to sign in."""
    _, address = await site.paged()
    await site.pass_time(hours=24)

    code, said = await site.answer(address)

    assert code == 550
    assert "too old" in said
    assert site.incident.status == "triggered"


@pytest.mark.parametrize(
    "address",
    [
        "pager@reply.example.org",
        "pager+aaaa@reply.example.org",
        "ana@example.org",
        ReplyAddresses(ReplyTo("pager", "reply.example.org"), [bytes(32)]).address_of(
            PAGE.notification_id
        ),
    ],
)
async def test_other_addresses_are_refused_at_the_door(site, address):
    """Nothing is passed on to anybody, and a forged address takes nothing in."""
    await site.paged()

    assert (await site.answer(address))[0] == 550
    assert site.incident.status == "triggered"


async def test_an_address_of_no_page_here_is_refused(site):
    """Signed, and yet nothing was sent."""
    await site.paged()

    assert (await site.answer(ADDRESSES.address_of(PAGE.notification_id)))[0] == 550


@pytest.mark.parametrize("text", ["ack?\r\n", "> ack\r\n", "who has it?\r\n", "\r\n"])
async def test_what_is_not_understood_is_refused_aloud(site, text):
    """The person learns that nothing was done, and what to write."""
    _, address = await site.paged()

    code, said = await site.answer(address, text)

    assert (code, "begin your reply with the word ack" in said) == (550, True)
    assert site.incident.status == "triggered"


@pytest.mark.parametrize(
    "header",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"List_Id": "<all.example.org>"},
        {"X_Autoreply": "yes"},
        {"From": "MAILER-DAEMON@example.org"},
    ],
)
async def test_machines_acknowledge_nothing(site, header):
    """An out-of-office reply that begins with ack is taken and ignored: no answer makes a loop."""
    told, address = await site.paged()

    answer = await site.answer(address, **header)

    assert answer == (250, "2.0.0 written by a machine, nothing was done")
    assert site.incident.status == "triggered"
    assert site.outcome(told) is Outcome.ACCEPTED


async def test_a_mail_without_a_sender_is_a_machines(site):
    """Vacation programs and bounces answer from nobody (RFC 3834, section 3.3)."""
    _, address = await site.paged()
    raw = f"From: ana@example.org\r\nTo: {address}\r\n\r\nack\r\n".encode()

    assert "machine" in (await site.hand_over(address, raw, ""))[1]
    assert site.incident.status == "triggered"


async def test_a_bounce_proves_that_the_page_did_not_arrive(site):
    """The attempt becomes permanent with the server's words, and the person falls back."""
    told, address = await site.paged()
    await site.run(save, evolve(mailbox(ANA, "ana2@example.org"), id=UUID(int=999), key="mail2"))

    answer = await site.hand_over(address, BOUNCE.replace(b"\n", b"\r\n"), "")

    after = site.store.notifications.rows[told.id]
    (attempt,) = site.store.attempts.rows.values()
    others = [one for one in site.store.notifications.rows.values() if one.id != told.id]
    assert answer == (250, "2.0.0 taken as not delivered")
    assert (after.status, after.outcome) == (NotificationStatus.FAILED, Outcome.PERMANENT)
    assert attempt.evidence["status"] == "5.1.1"
    assert [(one.contact_method_id, one.is_fallback) for one in others] == [(UUID(int=999), True)]
    assert site.incident.status == "triggered"


async def save(work, method):
    """Keep a contact method."""
    await work.contact_methods.save_many([method])


class Away:
    """A database that does not answer."""

    async def run(self, do, *, request_id=None):
        """Say so."""
        raise UnavailableError


async def test_a_database_that_is_away_makes_servers_come_again(site):
    """451: the mail stays in their queue."""
    _, address = await site.paged()
    listening = socket.create_server(("127.0.0.1", 0))
    site.port = listening.getsockname()[1]

    async with MailListener(evolve(site.take_in, transactions=Away()), listening, "x.org"):
        assert (await site.answer(address))[0] == 451


async def test_one_connection_too_many_is_told_to_come_again(site):
    """Nobody uses up what replies need."""
    held = [site.client() for _ in range(MOST_CONNECTIONS)]
    for each in held:
        await each.connect()
    late = site.client()
    with pytest.raises(aiosmtplib.SMTPConnectResponseError) as refused:
        await late.connect()
    for each in held:
        await each.quit()

    assert refused.value.code == 421


async def test_a_provider_posts_the_mail_over_http(site):
    """With the key, raw, and where it was sent to in the address or in the mail itself."""
    _, address = await site.paged()
    raw = f"From: ana@example.org\r\nTo: x@y.z, {address}\r\n\r\nack\r\n".encode()
    path, headers = "/integrations/mail", {"Authorization": f"Bearer {KEY}"}

    forged = await site.conductor.simulate_post(path, body=raw)
    wrong = await site.conductor.simulate_post(
        path, body=raw, headers=headers, params={"recipient": "pager@reply.example.org"}
    )
    taken = await site.conductor.simulate_post(path, body=raw, headers=headers)
    again = await site.conductor.simulate_post(path, body=raw, headers=headers)
    unreadable = await site.conductor.simulate_post(path, body=b"", headers=headers)

    assert (forged.status_code, wrong.status_code) == (403, 403)
    assert (taken.status_code, taken.json["taken"]) == (200, "acknowledge")
    assert (again.json["taken"], unreadable.status_code) == ("repeated", 422)
    assert site.incident.acknowledged_by == ANA
