"""The one place where everything is plugged together."""

import os
import socket
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from attrs import frozen

from hikeshi.flow.ingestion import IngestSignals
from hikeshi.flow.releasing import ReleaseSuppressed
from hikeshi.flow.work import Transactions
from hikeshi_server.inbound.answers import Answers
from hikeshi_server.inbound.http.api.problems import add_problems
from hikeshi_server.inbound.http.app import create_app
from hikeshi_server.inbound.http.auth.middleware import AuthMiddleware
from hikeshi_server.inbound.http.headers import SecurityHeaders
from hikeshi_server.inbound.http.ingest.batcher import Batcher
from hikeshi_server.inbound.http.limiting import RequestLimit
from hikeshi_server.inbound.metrics import DATABASE
from hikeshi_server.inbound.worker.alarms import Alarms
from hikeshi_server.inbound.worker.announcer import Announcer
from hikeshi_server.inbound.worker.calendar_reader import CalendarReader
from hikeshi_server.inbound.worker.courier import Courier
from hikeshi_server.inbound.worker.drill_runner import DrillRunner
from hikeshi_server.inbound.worker.duty import Duty
from hikeshi_server.inbound.worker.escalator import Escalator
from hikeshi_server.inbound.worker.handover import Handover
from hikeshi_server.inbound.worker.notifier import Notifier
from hikeshi_server.inbound.worker.outbox_relay import OutboxRelay
from hikeshi_server.inbound.worker.periodic import Periodic
from hikeshi_server.inbound.worker.recorder import Recorder
from hikeshi_server.inbound.worker.releaser import Releaser
from hikeshi_server.inbound.worker.subscriber import Subscriber
from hikeshi_server.inbound.worker.sweeper import KEPT, Ageing, Sweeper
from hikeshi_server.outbound.calendars.source import HttpCalendarSource
from hikeshi_server.outbound.http_client.client import OutgoingHttp
from hikeshi_server.outbound.http_client.guard import Guard
from hikeshi_server.outbound.links import Links
from hikeshi_server.outbound.on_call_page.file import EVERY, OnCallPage
from hikeshi_server.outbound.outages import Outages
from hikeshi_server.outbound.postgres.engine import PostgresEngine, create_engine
from hikeshi_server.outbound.postgres.idempotency import PostgresIdempotencyKeys
from hikeshi_server.outbound.postgres.identities import MonotonicIds
from hikeshi_server.outbound.postgres.identity_file import IdentityFile
from hikeshi_server.outbound.postgres.instance import PostgresInstance
from hikeshi_server.outbound.postgres.listen import Wakeups
from hikeshi_server.outbound.postgres.queries.audit import PostgresJournalReader
from hikeshi_server.outbound.postgres.queries.incidents import PostgresIncidentQueries
from hikeshi_server.outbound.postgres.queries.selection import Reader
from hikeshi_server.outbound.postgres.sealing import KEY_LABEL, JournalSealing
from hikeshi_server.outbound.postgres.statements import SPENT
from hikeshi_server.outbound.postgres.transactions import PostgresTransactions
from hikeshi_server.outbound.providers.breakers import PROVIDERS
from hikeshi_server.outbound.secrets import Vault, derive_key
from hikeshi_server.outbound.slack import SlackClient
from hikeshi_server.outbound.system.clock import SystemClock
from hikeshi_server.outbound.webhook.client import WebhookClient
from hikeshi_server.outbound.webhook.subscriptions import WebhookSubscriptionSender
from hikeshi_server.wiring.access import AccessContainer
from hikeshi_server.wiring.alerts import AlertsContainer
from hikeshi_server.wiring.first_owner import FirstOwner, make_first_owner
from hikeshi_server.wiring.gate import Gate
from hikeshi_server.wiring.incidents import IncidentsContainer
from hikeshi_server.wiring.notifications import NotificationsContainer
from hikeshi_server.wiring.oncall import OncallContainer
from hikeshi_server.wiring.pacing import paced, paced_notices
from hikeshi_server.wiring.parts import Parts
from hikeshi_server.wiring.private_folder import make_private_folder
from hikeshi_server.wiring.providers import create_gates, open_mail, phone_providers
from hikeshi_server.wiring.readiness import watching
from hikeshi_server.wiring.relaying import relay_duties
from hikeshi_server.wiring.resting import EVERY as EVERY_REST
from hikeshi_server.wiring.resting import looking_at_rests, telling
from hikeshi_server.wiring.routes import all_routes
from hikeshi_server.wiring.senders import (
    Ways,
    create_notice_senders,
    create_senders,
    slack_client,
)
from hikeshi_server.wiring.settings import Settings
from hikeshi_server.wiring.shared import note_outage, open_shared
from hikeshi_server.wiring.slack import slack_listeners
from hikeshi_server.wiring.subscriptions import SubscriptionsContainer
from hikeshi_server.wiring.twilio import twilio_usage
from hikeshi_server.wiring.web_push import vapid_keys


@frozen(kw_only=True)
class Application:
    """Everything a process runs.

    Args:
        duties: What a worker does.
        watches: What a process without them looks at, so that its metrics say what is.
    """

    worker_name: str
    parts: Parts
    http: Any
    duties: Sequence[Duty]
    watches: Sequence[Duty]
    alarms: Alarms
    access: AccessContainer


def _as_they_are(transactions: Transactions) -> Transactions:
    return transactions


@asynccontextmanager
async def open_application(
    settings: Settings,
    database_url: str,
    *,
    around: Callable[[Transactions], Transactions] = _as_they_are,
) -> AsyncIterator[Application]:
    """Open what the application needs, and close it in reverse order.

    Args:
        settings: With the secret keys.
        database_url: On the newest schema.
        around: What stands between everything and the database, such as faults on purpose.
    """
    async with AsyncExitStack() as stack:
        DATABASE.spending = SPENT
        parts = await _open_parts(settings, database_url, stack, around)
        ways = await _open_ways(parts, stack)
        access = _access(parts)
        worker_name = f"{socket.gethostname()}-{os.getpid()}"
        yield Application(
            worker_name=worker_name,
            parts=parts,
            http=_http(parts, access, slack_client(settings, ways, parts.clock)),
            duties=_duties(parts, ways, worker_name),
            watches=_watches(parts),
            alarms=parts.alarms,
            access=access,
        )


def _http(parts: Parts, access: AccessContainer, slack: SlackClient | None) -> Any:
    headers = SecurityHeaders(parts.settings.public_url)
    middleware: list[Any] = [headers, AuthMiddleware(access.parts())]
    if parts.settings.api_requests:
        middleware.append(RequestLimit(parts.limits, parts.settings.api_requests))
    app = create_app(all_routes(parts, access, slack), middleware=middleware)
    add_problems(app)
    return app


async def first_owner(application: Application, settings: Settings) -> FirstOwner | None:
    """Make the owner where there is nobody yet."""
    access = application.access
    return await make_first_owner(access.first_start(), settings, access.secret_source().password)


def _access(parts: Parts) -> AccessContainer:
    access = AccessContainer(
        transactions=parts.transactions,
        clock=parts.clock,
        secret_keys=parts.settings.secret_keys,
        public_url=parts.settings.public_url,
        idempotency_keys=PostgresIdempotencyKeys(parts.vault),
    )
    access.check_dependencies()
    return access


async def _open_parts(
    settings: Settings,
    database_url: str,
    stack: AsyncExitStack,
    around: Callable[[Transactions], Transactions],
) -> Parts:
    engine = create_engine(database_url)
    stack.push_async_callback(engine.dispose)
    clock = SystemClock()
    ids = MonotonicIds(clock)
    vault = Vault(settings.secret_keys)
    alarms = Alarms()
    handover = Handover()
    wakeups = await stack.enter_async_context(Wakeups(database_url, alarms).listening())
    shared = await open_shared(settings, stack, clock, alarms, wakeups)
    transactions = around(
        PostgresTransactions(engine, clock, ids, vault, shared.wakeups, starter=handover)
    )
    batcher = Batcher(transactions, IngestSignals())
    stack.push_async_callback(batcher.close)
    return Parts(
        settings=settings,
        engine=engine,
        clock=clock,
        ids=ids,
        vault=vault,
        links=Links(settings.public_url, settings.secret_keys),
        alarms=alarms,
        wakeups=shared.wakeups,
        limits=shared.limits,
        answers=Answers(shared.cache),
        relay=shared.relay,
        outages=(*shared.outages, Outages(PROVIDERS, note_outage)),
        handover=handover,
        transactions=transactions,
        batcher=batcher,
        gate=Gate(settings, _instance(engine, settings), clock),
    )


def _instance(engine: PostgresEngine, settings: Settings) -> PostgresInstance:
    make_private_folder(settings.data_dir)
    return PostgresInstance(engine, IdentityFile(settings.data_dir / "identity.json"))


async def _open_ways(parts: Parts, stack: AsyncExitStack) -> Ways:
    settings = parts.settings
    http = await stack.enter_async_context(OutgoingHttp(Guard(settings.outbound_allow)))
    gates = create_gates(parts)
    smtp = await open_mail(parts, gates, stack)
    return Ways(http, smtp, phone_providers(parts, gates, http), vapid_keys(parts), gates)


def _duties(parts: Parts, ways: Ways, worker_name: str) -> Sequence[Duty]:
    incidents = IncidentsContainer()
    notifications = NotificationsContainer(worker_name=worker_name)
    notifications.check_dependencies()
    may_spend = twilio_usage(parts).may_spend
    senders = paced(
        create_senders(parts.settings, ways, parts.links, parts.clock, may_spend),
        parts.limits,
        parts.settings.channel_limits,
    )
    recorder = Recorder(parts.transactions, notifications.record_deliveries())
    notifier = Notifier(
        parts.transactions,
        parts.clock,
        notifications.claim_notifications(),
        notifications.begin_planned(),
        senders,
        recorder,
        may_send=parts.gate.may_send,
    )
    parts.handover.to = notifier.begin
    return (
        Escalator(parts.transactions, parts.clock, incidents.run_due_timers(parts.gate.reason)),
        DrillRunner(
            parts.transactions,
            parts.clock,
            incidents.run_due_drills(),
            may_send=parts.gate.may_send,
        ),
        Releaser(parts.transactions, parts.clock, ReleaseSuppressed()),
        notifier,
        *relay_duties(parts, notifier),
        OutboxRelay(parts.transactions),
        _subscriber(parts, ways),
        _courier(parts, ways, notifications),
        Announcer(parts.transactions, parts.clock, PostgresIncidentQueries(Reader(parts.engine))),
        _calendar_reader(parts, ways),
        _sweeper(parts),
        Periodic("sealing", _sealing(parts).run_once),
        Periodic("heartbeat", parts.gate.beat),
        Periodic("backlog", watching(parts), every=5.0),
        *_telling(parts, ways, worker_name),
        *_on_call_page(parts),
        *slack_listeners(parts, slack_client(parts.settings, ways, parts.clock)),
    )


def _telling(parts: Parts, ways: Ways, worker_name: str) -> Sequence[Duty]:
    if ways.gates is None:
        return ()
    tell = telling(parts, ways.gates, worker_name)
    return (Periodic("providers", tell, every=EVERY_REST),)


def _watches(parts: Parts) -> Sequence[Duty]:
    return (
        Periodic("backlog", watching(parts), every=5.0),
        Periodic("providers", looking_at_rests(parts), every=EVERY_REST),
        Periodic("hold", parts.gate.look),
    )


def _sweeper(parts: Parts) -> Sweeper:
    keep = parts.settings.retention
    ageing = (
        Ageing("access", AccessContainer.forget_ended(), keep),
        Ageing("unreadable signals", AlertsContainer.forget_unreadable(), keep),
        Ageing("notices", NotificationsContainer.forget_notices(), KEPT),
        Ageing("messages to subscribers", SubscriptionsContainer.forget_messages(), KEPT),
    )
    return Sweeper(parts.transactions, parts.clock, ageing, AlertsContainer.forget_quiet(), keep)


def _subscriber(parts: Parts, ways: Ways) -> Subscriber:
    subscriptions = SubscriptionsContainer()
    return Subscriber(
        parts.transactions,
        PostgresJournalReader(Reader(parts.engine)),
        parts.clock,
        subscriptions.claim_messages(),
        subscriptions.record_posts(),
        WebhookSubscriptionSender(WebhookClient(ways.http), parts.clock),
        may_send=parts.gate.may_send,
    )


def _calendar_reader(parts: Parts, ways: Ways) -> CalendarReader:
    oncall = OncallContainer()
    return CalendarReader(
        parts.transactions,
        parts.clock,
        oncall.claim_calendars(),
        oncall.record_reading(),
        HttpCalendarSource(ways.http, parts.clock),
        may_send=parts.gate.may_send,
    )


def _on_call_page(parts: Parts) -> Sequence[Duty]:
    path = parts.settings.on_call_page
    if path is None:
        return ()
    page = OnCallPage(path, parts.transactions, parts.clock, parts.settings.public_url)
    return (Periodic("on-call page", page.write, every=EVERY),)


def _courier(parts: Parts, ways: Ways, notifications: NotificationsContainer) -> Courier:
    may_spend = twilio_usage(parts).may_spend_on_notice
    senders = create_notice_senders(parts.settings, ways, parts.links, parts.clock, may_spend)
    return Courier(
        parts.transactions,
        parts.clock,
        notifications.claim_notices(),
        notifications.record_notices(),
        paced_notices(senders, parts.limits, parts.settings.channel_limits),
        may_send=parts.gate.may_send,
    )


def _sealing(parts: Parts) -> JournalSealing:
    key = derive_key(parts.settings.secret_keys[0], KEY_LABEL)
    return JournalSealing(parts.engine, parts.clock, key, parts.wakeups)
