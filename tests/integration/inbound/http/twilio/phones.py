"""A server that pages people by text message, over memory, and Twilio posting to it."""

import re
from datetime import timedelta
from urllib.parse import urlencode
from uuid import UUID

from attrs import evolve
from falcon.testing import ASGIConductor
from tests.integration.inbound.console.site import ANA, AYA, BEN, FORM, SECRET_KEYS, Site
from tests.peers.twilio import NUMBER, SID, TOKEN, sign
from tests.peers.twiml import check_twiml

from hikeshi.kernel.ids import ContactMethodId
from hikeshi.memory.queries import InMemoryIncidentQueries
from hikeshi.memory.queries.console import InMemoryConsoleQueries
from hikeshi.teams.model.contact_method import ContactKind, ContactMethod
from hikeshi_server.inbound.http.app import create_app
from hikeshi_server.inbound.http.twilio.door import Signer, TwilioDoor
from hikeshi_server.inbound.http.twilio.parts import TwilioParts
from hikeshi_server.outbound.voice.tokens import CallToken, CallTokens
from hikeshi_server.wiring.twilio import twilio_routes

PUBLIC_URL = "https://pager.example.org/hikeshi"
PHONES = {ANA: "+4915100000001", AYA: "+819000000002", BEN: "+4915100000003"}


class SeenInMemory:
    """Knows callbacks again."""

    def __init__(self):
        self.seen = set()

    async def was_seen(self, callback_id):
        """Say whether this callback was taken in before."""
        return callback_id in self.seen

    async def mark_seen(self, callback_id):
        """Remember that this callback was taken in."""
        self.seen.add(callback_id)


class Phones(Site):
    """Everybody has a phone and nothing else."""

    def __init__(self, kind=ContactKind.SMS):
        super().__init__()
        self.kind = kind
        self.messages = 0
        self.callbacks = SeenInMemory()
        self.parts = TwilioParts(
            door=TwilioDoor(PUBLIC_URL, (Signer(SID, TOKEN),)),
            transactions=self.transactions,
            callbacks=self.callbacks,
            incidents=InMemoryIncidentQueries(self.store),
            incident_of_number=InMemoryConsoleQueries(self.store).incident_of_number,
        )
        self.tokens = CallTokens(SECRET_KEYS)
        self.app = create_app(twilio_routes(self.parts, self.tokens, self.clock))

    async def fill(self, *, configured=True):
        """Let everybody have a phone."""
        await super().fill(configured=configured)

        async def write(work):
            await work.contact_methods.delete_many(list(self.store.contact_methods.rows))
            await work.contact_methods.save_many(
                [self.method(user_id, address) for user_id, address in PHONES.items()]
            )

        await self.run(write)

    def method(self, user_id, address, number=200):
        """Return a phone of a person."""
        return ContactMethod(
            id=ContactMethodId(UUID(int=number + user_id.int)),
            user_id=user_id,
            key=f"phone{number}",
            kind=self.kind,
            address=address,
            verified=True,
        )

    async def post(self, path, form, *, signature=None, **headers):
        """Let Twilio post a form; with its account and signed, unless told otherwise."""
        if signature is None:
            form = {"AccountSid": SID, **form}
            signature = sign(PUBLIC_URL + path, form)
        path, _, query = path.partition("?")
        return await self.conductor.simulate_post(
            path,
            query_string=query,
            body=urlencode(form),
            headers={"Content-Type": FORM, "X-Twilio-Signature": signature, **headers},
        )

    async def text(self, body, who=ANA, *, sid=None, **more):
        """Let a person write; return what they are answered, or nothing."""
        self.messages += 1
        sender = PHONES.get(who, who)
        form = {
            "MessageSid": sid or f"SM{self.messages:032x}",
            "From": sender,
            "To": NUMBER,
            "Body": body,
            **more,
        }
        answer = await self.post("/integrations/twilio/sms", form)
        assert answer.status_code == 200, answer.text
        check_twiml(answer.text, voice=False)
        found = re.search("<Message>(.*)</Message>", answer.text, re.DOTALL)
        return found[1] if found else None

    async def status(self, status, *, attempt=1, which=0, **more):
        """Let Twilio say what became of a message."""
        notification = self.notifications[which]
        path = f"/integrations/twilio/status?notification={notification.id}&attempt={attempt}"
        form = {"MessageSid": "SM1", "MessageStatus": status, **more}
        return await self.post(path, form)

    def voice_path(self, which=0, **changes):
        """Return where the call of a notification asks what to say."""
        told = self.notifications[which]
        token = CallToken(
            user_id=told.user_id,
            incident_id=told.incident_id,
            notification_id=told.id,
            attempt=1,
            expires_at=self.clock.now() + timedelta(minutes=30),
        )
        return f"/integrations/twilio/voice/{self.tokens.make(evolve(token, **changes))}"

    async def call(self, path=None, **form):
        """Let Twilio ask what to say, or post a key; return the document."""
        form = {"CallSid": "CA1", "CallStatus": "in-progress", "AnsweredBy": "human", **form}
        answer = await self.post(path or self.voice_path(), form)
        assert answer.status_code == 200, answer.text
        check_twiml(answer.text, voice=True)
        return answer.text

    @property
    def notifications(self):
        """Everything anybody was to be told, oldest first."""
        return list(self.store.notifications.rows.values())

    @property
    def incident(self):
        """The newest incident."""
        return max(self.store.incidents.rows.values(), key=lambda incident: incident.number)


async def opened(phones):
    """Fill a server and open it."""
    await phones.fill()
    async with ASGIConductor(phones.app) as conductor:
        phones.conductor = conductor
        yield phones
