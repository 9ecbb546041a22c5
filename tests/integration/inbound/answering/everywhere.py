"""One server with every door through which somebody can say that they have an incident.

Requests are values: a test sends one twice, changes a letter of it, or asks for its address
without pressing anything.
"""

from itertools import count
from uuid import UUID

from attrs import evolve, field, frozen
from tests.integration.inbound.console.site import ANA, BEN, PUBLIC_URL, SECRET_KEYS, Site
from tests.integration.inbound.http.twilio.phones import SeenInMemory
from tests.peers.twilio import SID, TOKEN
from tests.unit.outbound.envelopes import PAGE, SECRET_KEY

from hikeshi.incidents.use_cases.page_by_hand import PageByHand
from hikeshi.kernel.ids import ContactMethodId
from hikeshi.memory.idempotency import InMemoryIdempotencyKeys
from hikeshi.memory.queries import (
    InMemoryAlertQueries,
    InMemoryAuditQueries,
    InMemoryDrillQueries,
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
from hikeshi_server.inbound.http.twilio.door import Signer, TwilioDoor
from hikeshi_server.inbound.http.twilio.parts import TwilioParts
from hikeshi_server.inbound.mail.door import IncomingMail
from hikeshi_server.inbound.mail.taking import TakeInMail
from hikeshi_server.outbound.email.replies import is_automatic
from hikeshi_server.outbound.email.reply_addresses import ReplyAddresses, ReplyTo
from hikeshi_server.outbound.voice.tokens import CallTokens
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
            door=TwilioDoor(PUBLIC_URL, (Signer(SID, TOKEN),)),
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
            drills=InMemoryDrillQueries(self.store),
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
