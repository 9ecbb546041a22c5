"""The console, as it is wired, over people and incidents kept in memory."""

import re
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from html.parser import HTMLParser
from urllib.parse import urlencode
from uuid import UUID

from dependency_injector import providers

from hikeshi.access.use_cases.change_password import ChangePassword
from hikeshi.flow.inbox import understand
from hikeshi.flow.ingestion import IngestSignals
from hikeshi.incidents.model.escalation_policy import EscalationPolicy, Step, Target, TargetKind
from hikeshi.incidents.use_cases.run_due_timers import RunDueTimers
from hikeshi.kernel.actor import SYSTEM, Role
from hikeshi.kernel.ids import (
    ContactMethodId,
    EscalationPolicyId,
    IntegrationId,
    ScheduleId,
    ServiceId,
    UserId,
)
from hikeshi.memory import CountingIds, FixedClock, InMemoryTransactions, Store
from hikeshi.memory.idempotency import InMemoryIdempotencyKeys
from hikeshi.memory.queries import (
    InMemoryAlertQueries,
    InMemoryIncidentQueries,
    InMemoryJournalReader,
    InMemoryNotificationQueries,
    InMemorySubscriptionQueries,
)
from hikeshi.memory.queries.console import InMemoryConsoleQueries
from hikeshi.notifications.model.outcome import DeliveryReport, Outcome
from hikeshi.notifications.use_cases.claim_notifications import ClaimNotifications
from hikeshi.notifications.use_cases.record_deliveries import FinishedAttempt, RecordDeliveries
from hikeshi.oncall import Layer, Rotation, RotationType, Schedule
from hikeshi.teams.model.contact_method import ContactKind, ContactMethod
from hikeshi.teams.model.integration import Integration, IntegrationKind
from hikeshi.teams.model.service import Service
from hikeshi.teams.model.user import User
from hikeshi_server.inbound.console import console_routes
from hikeshi_server.inbound.http.app import create_app
from hikeshi_server.inbound.http.auth import AuthMiddleware
from hikeshi_server.outbound.links import Links
from hikeshi_server.outbound.passwords import Argon2PasswordHasher
from hikeshi_server.wiring.access import AccessContainer
from hikeshi_server.wiring.console import ConsoleReads, ConsoleSecrets, ConsoleSite, console_parts

START = datetime(2026, 1, 5, 3, 10, tzinfo=UTC)
PUBLIC_URL = "http://testserver"
SECRET_KEYS = (bytes(range(32)), bytes(range(32, 64)))
#: Enough to be argon2id, little enough for tests.
CHEAP = {"time_cost": 1, "memory_kib": 64, "lanes": 1}
PASSWORD = "correct horse battery"
ANA, AYA, BEN, ZED = (UserId(UUID(int=number)) for number in range(1, 5))
SERVICE, SENDER = ServiceId(UUID(int=20)), IntegrationId(UUID(int=21))
SCHEDULE, POLICY = ScheduleId(UUID(int=22)), EscalationPolicyId(UUID(int=23))
PEOPLE = (
    User(
        id=ANA,
        key="ana",
        name="Ana García",
        email="ana@example.org",
        time_zone="Europe/Berlin",
        role=Role.OWNER,
    ),
    User(
        id=AYA,
        key="aya",
        name="火野 彩",
        email="aya@example.org",
        time_zone="Asia/Tokyo",
        locale="ja",
    ),
    User(id=BEN, key="ben", name="Ben", email="ben@example.org", role=Role.OBSERVER),
    User(id=ZED, key="zed", name="Zed", email="zed@example.org", active=False),
)
CODE, PUSH_KEY = "042137", "BP" + "A" * 85
FORM = "application/x-www-form-urlencoded"
TITLE = "Checkout fails <script>alert(1)</script>"


async def push_key():
    """Return the key browsers subscribe to."""
    return PUSH_KEY


def digest(text):
    """Digest a code."""
    return sha256(text.encode()).hexdigest()


class Site:
    """A server with people, a service, a schedule, a policy and a sender.

    Args:
        conductor: Sends requests to it.
    """

    def __init__(self):
        self.held = None
        self.store, self.clock, self.ids = Store(), FixedClock(START), CountingIds()
        self.transactions = InMemoryTransactions(self.store, self.clock, self.ids)
        self.links = Links(PUBLIC_URL, SECRET_KEYS)
        self.access = AccessContainer(
            transactions=self.transactions,
            clock=self.clock,
            secret_keys=SECRET_KEYS,
            public_url=PUBLIC_URL,
            idempotency_keys=InMemoryIdempotencyKeys(self.store),
        )
        self.access.passwords.override(providers.Singleton(Argon2PasswordHasher, **CHEAP))
        site = ConsoleSite(
            transactions=self.transactions,
            clock=self.clock,
            links=self.links,
            cookies=self.access.cookies(),
            reads=ConsoleReads(
                console=InMemoryConsoleQueries(self.store),
                incidents=InMemoryIncidentQueries(self.store),
                alerts=InMemoryAlertQueries(self.store),
                notifications=InMemoryNotificationQueries(self.store),
                subscriptions=InMemorySubscriptionQueries(self.store),
                journal=InMemoryJournalReader(self.store),
            ),
            secrets=ConsoleSecrets(
                keys=SECRET_KEYS, digest=digest, push_key=push_key, make_code=lambda: CODE
            ),
            public_url=PUBLIC_URL,
            held=lambda: self.held,
        )
        self.parts = console_parts(site)
        self.app = create_app(
            console_routes(self.parts), middleware=[AuthMiddleware(self.access.parts())]
        )
        self.conductor = None

    async def run(self, use_case, *args, **kwargs):
        """Do one thing in a work of its own."""
        return await self.transactions.run(lambda work: use_case(work, *args, **kwargs))

    async def fill(self, *, configured=True):
        """Let people be there, and with `configured` everything else."""
        hashed = await self.access.passwords().hash(PASSWORD)

        async def write(work):
            await work.users.save_many(PEOPLE)
            for user in PEOPLE:
                await ChangePassword()(work, user.id, new_hash=hashed, by=SYSTEM)
            if configured:
                await configure(work)

        await self.run(write)

    async def browser(self, name="ana", **headers):
        """Return a browser in which that person has signed in."""
        browser = Browser(self, **headers)
        if name is not None:
            answer = await browser.post(
                "/sign-in", email=f"{name}@example.org", password=PASSWORD, next="/"
            )
            assert answer.status_code == 303, answer.text
        return browser

    async def alert(self, title=TITLE, key="k", severity="critical", **payload):
        """Let the sender fire; return the incident."""
        integration = self.store.integrations.rows[SENDER]
        body = {
            "routing_key": integration.key,
            "event_action": "trigger",
            "dedup_key": key,
            "payload": {"summary": title, "source": "db-1", "severity": severity, **payload},
        }
        message = understand(integration, body, b"")
        await self.run(IngestSignals(), message.signals, [])
        return max(self.store.incidents.rows.values(), key=lambda incident: incident.number)

    async def pass_time(self, **span):
        """Let time pass and what is due happen."""
        self.clock.advance(timedelta(**span))
        await self.run(RunDueTimers())

    async def deliver(self, outcome=Outcome.DELIVERED, reason="Written to the log.", **evidence):
        """Bring out what is due."""
        claims = await self.run(ClaimNotifications("test"), limit=100)
        report = DeliveryReport(outcome=outcome, reason=reason, evidence=evidence)
        await self.run(
            RecordDeliveries(),
            [FinishedAttempt(claim.attempt, report, self.clock.now()) for claim in claims],
        )

    def acknowledge_path(self, incident, user_id=ANA, **span):
        """Return the path of the link in that person's mail."""
        expires_at = self.clock.now() + timedelta(**(span or {"hours": 24}))
        url = self.links.acknowledge_url(incident.id, user_id, expires_at)
        return url.removeprefix(PUBLIC_URL)


async def configure(work):
    """A service whose incidents page Ana by the schedule, then Aya."""
    layer = Layer(
        name="week",
        users=((ANA,), (AYA,)),
        rotation=Rotation(RotationType.WEEKLY),
        start=datetime(2026, 1, 5, 9),  # noqa: DTZ001 - a layer runs on its local clock
        anchor=None,
    )
    early = Layer(
        name="early",
        users=((ANA,),),
        rotation=Rotation(RotationType.DAILY),
        start=datetime(2025, 12, 1),  # noqa: DTZ001 - a layer runs on its local clock
        end=datetime(2026, 1, 20),  # noqa: DTZ001 - a layer runs on its local clock
    )
    schedule = Schedule(
        id=SCHEDULE, key="primary", name="Primary", time_zone="Asia/Tokyo", layers=(early, layer)
    )
    steps = (
        Step((Target(TargetKind.SCHEDULE, SCHEDULE, "primary"),), timedelta(minutes=5)),
        Step((Target(TargetKind.USER, AYA, "aya"),), timedelta(minutes=5)),
    )
    policy = EscalationPolicy(id=POLICY, key="default", name="Default", team_id=None, steps=steps)
    service = Service(id=SERVICE, key="shop", name="Shop <API>", escalation_policy_id=POLICY)
    sender = Integration(
        id=SENDER,
        kind=IntegrationKind.PAGERDUTY,
        name="Prometheus",
        keys=("0123456789abcdef0123456789abcdef",),
        service_id=SERVICE,
    )
    await work.schedules.save_many([schedule])
    await work.escalation_policies.save_many([policy])
    await work.services.save_many([service])
    await work.integrations.save_many([sender])
    for user_id in (ANA, AYA):
        method = ContactMethod(
            id=ContactMethodId(UUID(int=100 + user_id.int)),
            user_id=user_id,
            key="console",
            kind=ContactKind.CONSOLE,
            verified=True,
        )
        await work.contact_methods.save_many([method])


class Browser:
    """Keeps cookies, sends the hidden fields of the form it saw last, follows nothing."""

    def __init__(self, site, **headers):
        self.site, self.cookies = site, {}
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}

    async def get(self, path, method="GET", **more):
        """Open a page."""
        return await self._send(method, path, **more)

    async def post(self, path, *, seen_at=None, token=None, headers=None, **fields):
        """Send a form, with the hidden token of the page it stands on."""
        if token is None:
            page = await self.get(seen_at or (path if path == "/sign-in" else "/welcome"))
            token = form_token(page.text)
        return await self._send(
            "POST",
            path,
            body=urlencode({"form_token": token, **fields}),
            headers={"Content-Type": FORM, **(headers or {})},
        )

    async def _send(self, method, path, *, body=None, headers=None):
        sent = {**self.headers, **(headers or {})}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        path, _, query = path.partition("?")
        answer = await self.site.conductor.simulate_request(
            method, path, query_string=query, headers=sent, body=body
        )
        for name, cookie in answer.cookies.items():
            self.cookies[name] = cookie.value
        return answer


def form_token(html):
    """Return the hidden token of the first form."""
    return re.search(r'name="form_token" value="([^"]*)"', html)[1]


class Outline(HTMLParser):
    """A strict look at a page: every element closed, and what accessibility asks for."""

    VOID = frozenset({"meta", "link", "input", "img", "br", "hr"})

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.open, self.faults, self.tags, self.texts = [], [], [], []
        self.feed(html)
        self.close()
        self.faults += [f"<{tag}> is never closed" for tag in self.open]

    def handle_starttag(self, tag, attrs):
        """Note an element."""
        names = [name for name, _ in attrs]
        if len(set(names)) < len(names):
            self.faults.append(f"<{tag}> has an attribute twice")
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        """Note its end."""
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes nothing open")

    def handle_data(self, data):
        """Note a text."""
        self.texts.append(data)

    def all(self, *tags):
        """Return the attributes of all elements of these kinds."""
        return [attrs for tag, attrs in self.tags if tag in tags]

    @property
    def text(self):
        """The text of the page, blanks made one."""
        return " ".join(" ".join(self.texts).split())
