"""One server with every door through which somebody can say that they have an incident.

Each *way* makes the request a person's device or provider would send. Requests are values: a test
sends one twice, changes a letter of it, or asks for its address without pressing anything.
"""

import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from email.message import EmailMessage
from itertools import count
from urllib.parse import urlencode
from uuid import UUID

from attrs import evolve, field, frozen
from slack_sdk.signature import SignatureVerifier
from tests.integration.inbound.console.site import (
    ANA,
    BEN,
    FORM,
    PASSWORD,
    PUBLIC_URL,
    SECRET_KEYS,
    Site,
    form_token,
)
from tests.integration.inbound.http.twilio.phones import SeenInMemory
from tests.peers.twilio import NUMBER, TOKEN, sign
from tests.unit.outbound.envelopes import PAGE, SECRET_KEY

from hikeshi.incidents.use_cases.page_by_hand import PageByHand
from hikeshi.kernel.ids import ContactMethodId
from hikeshi.memory.idempotency import InMemoryIdempotencyKeys
from hikeshi.memory.queries import (
    InMemoryAlertQueries,
    InMemoryAuditQueries,
    InMemoryIncidentQueries,
    InMemoryJournalReader,
    InMemoryNotificationQueries,
    InMemorySubscriptionQueries,
    InMemorySwapQueries,
)
from hikeshi.memory.queries.console import InMemoryConsoleQueries
from hikeshi.notifications.model.envelope import Envelope
from hikeshi.notifications.model.outcome import Outcome
from hikeshi.teams.model.contact_method import ContactKind, ContactMethod
from hikeshi_server.inbound.console import console_routes
from hikeshi_server.inbound.http.api.problems import add_problems
from hikeshi_server.inbound.http.app import create_app
from hikeshi_server.inbound.http.auth import AuthMiddleware, auth_routes
from hikeshi_server.inbound.http.slack.commands import SlackCommands
from hikeshi_server.inbound.http.slack.interactions import SlackInteractions
from hikeshi_server.inbound.http.slack.parts import SlackParts
from hikeshi_server.inbound.http.slack.people import SlackPeople
from hikeshi_server.inbound.http.twilio.door import TwilioDoor
from hikeshi_server.inbound.http.twilio.parts import TwilioParts
from hikeshi_server.inbound.mail.door import IncomingMail
from hikeshi_server.inbound.mail.taking import TakeInMail
from hikeshi_server.outbound.email.replies import is_automatic
from hikeshi_server.outbound.email.reply_addresses import ReplyAddresses, ReplyTo
from hikeshi_server.outbound.voice.tokens import CallToken, CallTokens
from hikeshi_server.wiring.api import ApiParts, api_routes
from hikeshi_server.wiring.twilio import twilio_routes

SLACK_SECRET, MAIL_KEY = "8f742231b10e8888abcd99yyyzzz85a5", "0123456789abcdef" * 2
REPLIES = ReplyAddresses(ReplyTo("pager", "reply.example.org"), [SECRET_KEY])
#: How people are reached, by kind; Ben may only look on.
ADDRESSES = {
    ContactKind.SMS: {ANA: "+4915100000001", BEN: "+4915100000003"},
    ContactKind.VOICE: {ANA: "+4915100000001", BEN: "+4915100000003"},
    ContactKind.EMAIL: {ANA: "ana@example.org", BEN: "ben@example.org"},
    ContactKind.SLACK: {ANA: "U0ANA", BEN: "U0BEN"},
    ContactKind.CONSOLE: {ANA: "", BEN: ""},
}


@frozen(kw_only=True)
class Sent:
    """A request as it crosses the wire.

    Args:
        proof: What in it shows who sends it: its letters stand in path, headers or body.
    """

    path: str
    proof: str
    method: str = "POST"
    body: str = ""
    headers: dict[str, str] = field(factory=dict)

    def altered(self, proof: str) -> "Sent":
        """Return it with another proof."""
        headers = {name: text.replace(self.proof, proof) for name, text in self.headers.items()}
        path, body = (text.replace(self.proof, proof) for text in (self.path, self.body))
        return evolve(self, path=path, body=body, headers=headers, proof=proof)


class Everywhere(Site):
    """Every door over one memory; people are reached by one kind of contact method."""

    def __init__(self, kind: ContactKind) -> None:
        super().__init__()
        self.kind, self.numbers = kind, count()
        self.calls = CallTokens(SECRET_KEYS)
        twilio = twilio_routes(self._twilio(), self.calls, self.clock)
        slack = self._slack()
        mail = TakeInMail(
            transactions=self.transactions,
            read_address=REPLIES.read,
            is_automatic=is_automatic,
            seen=SeenInMemory(),
        )
        access = self.access.parts()
        self.app = create_app(
            [
                *console_routes(self.parts),
                *auth_routes(access),
                *api_routes(self._api()),
                *twilio,
                ("/integrations/mail", IncomingMail(mail, MAIL_KEY)),
                ("/integrations/slack/interactions", SlackInteractions(slack)),
                ("/integrations/slack/commands", SlackCommands(slack)),
            ],
            middleware=[AuthMiddleware(access)],
        )
        add_problems(self.app)

    def _twilio(self) -> TwilioParts:
        return TwilioParts(
            door=TwilioDoor(PUBLIC_URL, TOKEN),
            transactions=self.transactions,
            callbacks=SeenInMemory(),
            incidents=InMemoryIncidentQueries(self.store),
            incident_of_number=InMemoryConsoleQueries(self.store).incident_of_number,
        )

    def _slack(self) -> SlackParts:
        async def unknown(_: str) -> str | None:
            return None

        async def whisper(*_: str) -> None:
            return None

        return SlackParts(
            transactions=self.transactions,
            clock=self.clock,
            people=SlackPeople(self.transactions, unknown),
            verbs=self.parts.verbs,
            page_by_hand=PageByHand(),
            seen=SeenInMemory(),
            idempotency_keys=InMemoryIdempotencyKeys(self.store),
            incident_of_number=InMemoryConsoleQueries(self.store).incident_of_number,
            whisper=whisper,
            link_url=str,
            signing_secret=SLACK_SECRET,
        )

    def _api(self) -> ApiParts:
        return ApiParts(
            transactions=self.transactions,
            idempotency_keys=InMemoryIdempotencyKeys(self.store),
            incidents=InMemoryIncidentQueries(self.store),
            alerts=InMemoryAlertQueries(self.store),
            notifications=InMemoryNotificationQueries(self.store),
            swaps=InMemorySwapQueries(self.store, self.clock),
            audit=InMemoryAuditQueries(self.store),
            journal=InMemoryJournalReader(self.store),
            subscriptions=InMemorySubscriptionQueries(self.store),
            public_url=PUBLIC_URL,
            new_key=str,
            new_secret=str,
            new_code=str,
            digest=str,
        )

    async def fill(self, *, configured: bool = True) -> None:
        """Let Ana and Ben be reached by one kind of method and nothing else."""
        await super().fill(configured=configured)
        methods = [
            ContactMethod(
                id=ContactMethodId(UUID(int=500 + user_id.int)),
                user_id=user_id,
                key="only",
                kind=self.kind,
                address=address,
                verified=True,
            )
            for user_id, address in ADDRESSES[self.kind].items()
        ]

        async def write(work):
            await work.contact_methods.delete_many(list(self.store.contact_methods.rows))
            await work.contact_methods.save_many(methods)

        await self.run(write)

    async def paged(self) -> None:
        """Let an alert page Ana, so that her message is out."""
        await self.alert()
        await self.deliver(Outcome.ACCEPTED, "Taken.")

    async def paged_for_several(self) -> None:
        """Page Ana for two incidents in one message, and for a third alone."""
        for number in range(3):
            await self.alert(key=f"k{number}", title=f"Disk {number}")
        await self.deliver(Outcome.ACCEPTED, "Taken.")
        first, second, _ = sorted(self.store.notifications.rows.values(), key=lambda n: n.id)
        together = [evolve(each, bundle_id=first.id) for each in (first, second)]
        await self.run(lambda work: work.notifications.save_many(together))

    def envelope(self, who: UUID) -> Envelope:
        """Return what the message was told of, made out to that person."""
        return evolve(
            PAGE,
            incident_id=self.incident.id,
            bundle_id=self.told.bundle_id,
            recipient=evolve(PAGE.recipient, user_id=who),
            paged_at=self.clock.now(),
        )

    async def send(self, sent: Sent, method: str | None = None, body: str | None = None):
        """Send a request; its answer is never a failure of ours."""
        path, _, query = sent.path.partition("?")
        answer = await self.conductor.simulate_request(
            method or sent.method,
            path,
            query_string=query,
            headers=sent.headers,
            body=sent.body if body is None else body,
        )
        assert answer.status_code < 500, answer.text
        return answer

    @property
    def incidents(self):
        """All of them, by number."""
        return sorted(self.store.incidents.rows.values(), key=lambda each: each.number)

    @property
    def incident(self):
        """The first incident."""
        return self.incidents[0]

    @property
    def told(self):
        """The first notification."""
        return min(self.store.notifications.rows.values(), key=lambda each: each.id)


@frozen(kw_only=True)
class Way:
    """How somebody acknowledges.

    Args:
        make: Makes the request of a person.
        expires_after: When its proof is worth nothing any more.
        once: Provider's words, whose recording must not act again later.
        bundles: Acknowledges all that one message named.
        kind: How its person is reached.
    """

    make: Callable[[Everywhere, UUID], Awaitable[Sent]]
    expires_after: timedelta
    once: bool = False
    bundles: bool = False
    kind: ContactKind = ContactKind.CONSOLE


async def mail_page(site: Everywhere, who: UUID) -> Sent:
    """The button on the page behind the link in a mail."""
    path = site.links.acknowledge_url_of(site.envelope(who)).removeprefix(PUBLIC_URL)
    page = await site.conductor.simulate_get(path)
    body = urlencode({"form_token": form_token(page.text)})
    proof = path.rsplit("/", 1)[1]
    return Sent(path=path, body=body, headers={"Content-Type": FORM}, proof=proof)


async def phone_button(site: Everywhere, who: UUID) -> Sent:
    """The button of an ntfy or Web Push message."""
    url = site.links.press_url_of(site.envelope(who))
    return Sent(path=url.removeprefix(PUBLIC_URL), proof=url.split("/")[-2])


async def mail_reply(site: Everywhere, who: UUID) -> Sent:
    """A reply to a mail, handed over by a provider."""
    message = EmailMessage()
    message["From"] = ADDRESSES[ContactKind.EMAIL][who]
    message["To"] = address = REPLIES.address_of(site.told.id)
    message["Message-ID"] = f"<{next(site.numbers)}@example.org>"
    message.set_content("ack\r\n")
    token = address.partition("+")[2].partition("@")[0]
    return Sent(
        path="/integrations/mail",
        body=message.as_string(),
        headers={"Authorization": f"Bearer {MAIL_KEY}"},
        proof=token,
    )


async def slack_button(site: Everywhere, who: UUID) -> Sent:
    """A button pressed in Slack, posted and signed."""
    payload = {
        "type": "block_actions",
        "trigger_id": f"1.{next(site.numbers)}",
        "user": {"id": ADDRESSES[ContactKind.SLACK][who]},
        "actions": [{"action_id": "hikeshi.acknowledge", "value": f"{site.incident.id} 1 1"}],
    }
    return _from_slack(site, "interactions", {"payload": json.dumps(payload)})


async def slash_command(site: Everywhere, who: UUID) -> Sent:
    """A slash command."""
    said = {
        "text": f"ack {site.incident.number}",
        "user_id": ADDRESSES[ContactKind.SLACK][who],
        "trigger_id": f"1.{next(site.numbers)}",
    }
    return _from_slack(site, "commands", said)


def _from_slack(site: Everywhere, door: str, fields: dict[str, str]) -> Sent:
    body, at = urlencode(fields), str(int(site.clock.now().timestamp()))
    signature = SignatureVerifier(SLACK_SECRET).generate_signature(timestamp=at, body=body)
    headers = {
        "Content-Type": FORM,
        "X-Slack-Request-Timestamp": at,
        "X-Slack-Signature": signature,
    }
    return Sent(path=f"/integrations/slack/{door}", body=body, headers=headers, proof=signature)


async def text_message(site: Everywhere, who: UUID) -> Sent:
    """A reply by text message."""
    form = {
        "MessageSid": f"SM{next(site.numbers):032x}",
        "From": ADDRESSES[ContactKind.SMS][who],
        "To": NUMBER,
        "Body": f"{'B' if site.told.bundle_id else 'A'}{site.incident.number}",
    }
    return _from_twilio("/integrations/twilio/sms", form)


async def key_of_a_phone(site: Everywhere, who: UUID) -> Sent:
    """A key pressed in a call."""
    token = CallToken(
        user_id=who,
        incident_id=site.incident.id,
        notification_id=site.told.id,
        attempt=1,
        expires_at=site.clock.now() + timedelta(minutes=30),
    )
    call = {"CallSid": f"CA{next(site.numbers)}", "CallStatus": "in-progress", "Digits": "4"}
    return _from_twilio(f"/integrations/twilio/voice/{site.calls.make(token)}", call)


def _from_twilio(path: str, form: dict[str, str]) -> Sent:
    signature = sign(PUBLIC_URL + path, form)
    headers = {"Content-Type": FORM, "X-Twilio-Signature": signature}
    return Sent(path=path, body=urlencode(form), headers=headers, proof=signature)


async def console_button(site: Everywhere, who: UUID) -> Sent:
    """The button of the console, for somebody who has signed in."""
    browser = await site.browser({ANA: "ana", BEN: "ben"}[who])
    page = await browser.get(f"/incidents/{site.incident.number}")
    (cookie,) = [text for name, text in browser.cookies.items() if "session" in name]
    cookies = "; ".join(f"{name}={text}" for name, text in browser.cookies.items())
    return Sent(
        path=f"/incidents/{site.incident.number}/acknowledge",
        body=urlencode({"form_token": form_token(page.text)}),
        headers={"Content-Type": FORM, "Cookie": cookies},
        proof=cookie,
    )


async def api_call(site: Everywhere, who: UUID) -> Sent:
    """A program that acts for a person."""
    email = {ANA: "ana", BEN: "ben"}[who] + "@example.org"
    answer = await site.conductor.simulate_post(
        "/api/v1/auth/login", json={"email": email, "password": PASSWORD}
    )
    token = answer.json["access_token"]
    return Sent(
        method="PUT",
        path=f"/api/v1/incidents/{site.incident.id}/acknowledgement",
        headers={"Authorization": f"Bearer {token}"},
        proof=token,
    )


DAY, WEEKS = timedelta(hours=25), timedelta(days=31)
#: Every way there is; Socket Mode has tests of its own, since nobody can post to it.
WAYS = {
    "mail page": Way(make=mail_page, expires_after=DAY, bundles=True, kind=ContactKind.EMAIL),
    "mail reply": Way(
        make=mail_reply, expires_after=DAY, once=True, bundles=True, kind=ContactKind.EMAIL
    ),
    "ntfy or web push": Way(make=phone_button, expires_after=DAY, bundles=True),
    "slack button": Way(
        make=slack_button, expires_after=timedelta(minutes=6), once=True, kind=ContactKind.SLACK
    ),
    "slash command": Way(
        make=slash_command, expires_after=timedelta(minutes=6), once=True, kind=ContactKind.SLACK
    ),
    "sms": Way(make=text_message, expires_after=DAY, once=True, bundles=True, kind=ContactKind.SMS),
    "voice": Way(
        make=key_of_a_phone,
        expires_after=timedelta(minutes=30),
        once=True,
        bundles=True,
        kind=ContactKind.VOICE,
    ),
    "console": Way(make=console_button, expires_after=WEEKS),
    "api": Way(make=api_call, expires_after=WEEKS),
}
