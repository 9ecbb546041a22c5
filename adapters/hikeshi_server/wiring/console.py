"""Puts the console together."""

from collections.abc import Awaitable, Callable, Container, Mapping, Sequence

from attrs import field, frozen

from hikeshi.alerts.queries import AlertQueries
from hikeshi.audit.queries import JournalReader
from hikeshi.flow.proofs import EVERY_KIND
from hikeshi.flow.resolving import ResolveWithItsAlerts
from hikeshi.flow.taking import TakeIncident
from hikeshi.flow.work import Transactions
from hikeshi.incidents.queries import IncidentQueries
from hikeshi.incidents.use_cases.acknowledge_incident import AcknowledgeIncident
from hikeshi.incidents.use_cases.create_policy import CreatePolicy
from hikeshi.incidents.use_cases.escalate_incident import EscalateIncident
from hikeshi.incidents.use_cases.run_drill import RunDrill
from hikeshi.kernel.clock import Clock
from hikeshi.notifications.queries import NotificationQueries
from hikeshi.oncall.use_cases.create_schedule import CreateSchedule
from hikeshi.subscriptions.queries import SubscriptionQueries
from hikeshi.subscriptions.use_cases.create_subscription import CreateSubscription
from hikeshi.subscriptions.use_cases.rotate_signing_secret import RotateSigningSecret
from hikeshi.teams.use_cases.create_contact_method import CreateContactMethod
from hikeshi.teams.use_cases.create_integration import CreateIntegration
from hikeshi.teams.use_cases.create_service import CreateService
from hikeshi_server.inbound.answers import Answers
from hikeshi_server.inbound.console.devices import Devices
from hikeshi_server.inbound.console.first_steps import FirstSteps
from hikeshi_server.inbound.console.methods import MethodVerbs
from hikeshi_server.inbound.console.parts import ConsoleParts, Verb
from hikeshi_server.inbound.console.ports import ConsoleQueries
from hikeshi_server.inbound.console.reaching import Reaching
from hikeshi_server.inbound.console.senders import SenderVerbs
from hikeshi_server.inbound.console.slack_linking import SlackLinking
from hikeshi_server.inbound.console.subscribing import SubscriptionVerbs
from hikeshi_server.inbound.console.team_requests import TeamVerbs
from hikeshi_server.inbound.http.auth import CookieSessions
from hikeshi_server.inbound.load_ledger import LoadLedger
from hikeshi_server.outbound.links import Links
from hikeshi_server.outbound.secrets import derive_key
from hikeshi_server.wiring.api import (
    new_integration_key,
    new_verification_code,
    new_webhook_secret,
)


@frozen(kw_only=True)
class ConsoleReads:
    """What the console reads lists from."""

    console: ConsoleQueries
    incidents: IncidentQueries
    alerts: AlertQueries
    notifications: NotificationQueries
    subscriptions: SubscriptionQueries
    journal: JournalReader


@frozen(kw_only=True)
class ConsoleSecrets:
    """What the console's secrets are made with.

    Args:
        keys: As HIKESHI_SECRET_KEYS has them; forms get a key of their own from each.
        digest: Digests codes with a key of the installation.
        push_key: The key browsers subscribe to.
        make_code: Makes codes that verify contact methods.
        make_key: Makes keys of integrations.
        make_secret: Makes signing secrets of webhooks and subscriptions.
    """

    keys: Sequence[bytes] = field(repr=False)
    digest: Callable[[str], str]
    push_key: Callable[[], Awaitable[str]]
    make_code: Callable[[], str] = new_verification_code
    make_key: Callable[[], str] = new_integration_key
    make_secret: Callable[[], str] = new_webhook_secret


@frozen(kw_only=True)
class ConsoleSite:
    """The server a console is part of.

    Args:
        held: Says why nothing is sent at present; nothing = everything leaves.
        slack_linking: See `ConsoleParts`.
        provided: See `ConsoleParts`.
        answers: Keeps what is dear to compute.
    """

    transactions: Transactions
    clock: Clock
    links: Links
    cookies: CookieSessions
    reads: ConsoleReads
    secrets: ConsoleSecrets
    public_url: str
    held: Callable[[], str | None]
    slack_linking: SlackLinking | None = None
    provided: Container[str] = EVERY_KIND
    answers: Answers = field(factory=Answers)


def console_parts(site: ConsoleSite) -> ConsoleParts:
    """Return everything the console is put together from."""
    reads, secrets = site.reads, site.secrets
    methods = MethodVerbs.making(
        new_secret=secrets.make_secret, new_code=secrets.make_code, digest=secrets.digest
    )
    return ConsoleParts(
        transactions=site.transactions,
        clock=site.clock,
        queries=reads.console,
        incidents=reads.incidents,
        load_ledger=LoadLedger(reads.incidents, site.answers),
        alerts=reads.alerts,
        notifications=reads.notifications,
        cookies=site.cookies,
        read_token=site.links.read_token,
        read_press_token=site.links.read_press_token,
        verbs=_verbs(),
        first_steps=_first_steps(methods.create, CreateIntegration(secrets.make_key)),
        devices=Devices(push_key=secrets.push_key, methods=methods),
        reaching=Reaching(methods=methods),
        senders=SenderVerbs.making(secrets.make_key),
        subscriptions=_subscriptions(reads, secrets.make_secret),
        slack_linking=site.slack_linking,
        form_keys=tuple(derive_key(key, "console form") for key in secrets.keys),
        public_url=site.public_url,
        team=TeamVerbs(run_drill=RunDrill(site.held)),
        provided=site.provided,
        held=site.held,
    )


def _verbs() -> Mapping[str, Verb]:
    return {
        "acknowledge": AcknowledgeIncident(),
        "take": TakeIncident(),
        "resolve": ResolveWithItsAlerts(),
        "escalate": EscalateIncident(),
    }


def _first_steps(
    create_contact_method: CreateContactMethod, create_integration: CreateIntegration
) -> FirstSteps:
    return FirstSteps(
        create_contact_method=create_contact_method,
        create_schedule=CreateSchedule(),
        create_policy=CreatePolicy(),
        create_service=CreateService(),
        create_integration=create_integration,
    )


def _subscriptions(reads: ConsoleReads, make_secret: Callable[[], str]) -> SubscriptionVerbs:
    return SubscriptionVerbs(
        queries=reads.subscriptions,
        journal=reads.journal,
        create=CreateSubscription(make_secret),
        rotate=RotateSigningSecret(make_secret),
    )
