"""Plugs the API together: use cases, queries, and the routes they answer."""

import secrets
from base64 import b64encode
from collections.abc import Callable, Container, Iterable
from functools import cache, partial
from typing import Any

from attrs import field, frozen

from hikeshi.alerts.queries import AlertQueries
from hikeshi.audit.queries import AuditQueries, JournalReader
from hikeshi.configuration.applying.apply import ApplyConfiguration
from hikeshi.configuration.applying.verbs import Verbs
from hikeshi.flow.noticing import SendVerificationCode
from hikeshi.flow.proofs import EVERY_KIND
from hikeshi.flow.reopening import ReopenUnlessNewer
from hikeshi.flow.resolving import ResolveWithItsAlerts
from hikeshi.flow.restoring import RestoreWhileThere
from hikeshi.flow.work import Transactions
from hikeshi.incidents.queries import DrillQueries, IncidentQueries
from hikeshi.notifications.queries import NotificationQueries
from hikeshi.oncall.queries import SwapQueries
from hikeshi.subscriptions.queries import SubscriptionQueries
from hikeshi.teams.model.integration import KEY_LENGTH
from hikeshi.teams.model.verification import CODE_DIGITS
from hikeshi_server.inbound.answers import Answers
from hikeshi_server.inbound.http.api.docs_page import DocsPage, OpenApiDocument
from hikeshi_server.inbound.http.api.endpoint import Endpoint
from hikeshi_server.inbound.http.api.nouns import Resources
from hikeshi_server.inbound.http.api.openapi import document_of
from hikeshi_server.inbound.http.api.operations import PREFIX, Operation
from hikeshi_server.inbound.http.api.resources.alerts import Alerts
from hikeshi_server.inbound.http.api.resources.audit_entries import AuditEntries
from hikeshi_server.inbound.http.api.resources.calendar_feeds import CalendarFeeds
from hikeshi_server.inbound.http.api.resources.configuration import ConfigurationFiles
from hikeshi_server.inbound.http.api.resources.contact_methods import ContactMethods
from hikeshi_server.inbound.http.api.resources.drills import Drills
from hikeshi_server.inbound.http.api.resources.duty import Duty
from hikeshi_server.inbound.http.api.resources.escalation_policies import EscalationPolicies
from hikeshi_server.inbound.http.api.resources.hand_off import HandOffs
from hikeshi_server.inbound.http.api.resources.holidays import Holidays
from hikeshi_server.inbound.http.api.resources.incident_actions import IncidentActions
from hikeshi_server.inbound.http.api.resources.incident_states import Acknowledgement, Resolution
from hikeshi_server.inbound.http.api.resources.incidents import Incidents, Pages
from hikeshi_server.inbound.http.api.resources.integrations import Integrations
from hikeshi_server.inbound.http.api.resources.maintenance_windows import MaintenanceWindows
from hikeshi_server.inbound.http.api.resources.notices import Notices
from hikeshi_server.inbound.http.api.resources.notification_rules import NotificationRules
from hikeshi_server.inbound.http.api.resources.notifications import Notifications
from hikeshi_server.inbound.http.api.resources.on_call_load import OnCallLoad
from hikeshi_server.inbound.http.api.resources.override_imports import OverrideImports
from hikeshi_server.inbound.http.api.resources.overrides import Overrides
from hikeshi_server.inbound.http.api.resources.policy_versions import PolicyVersions
from hikeshi_server.inbound.http.api.resources.reachability import ReachabilityOfPeople
from hikeshi_server.inbound.http.api.resources.rehearsals import Rehearsals
from hikeshi_server.inbound.http.api.resources.routes import Routes
from hikeshi_server.inbound.http.api.resources.schedule_revisions import ScheduleRevisions
from hikeshi_server.inbound.http.api.resources.schedules import OnCall, Schedules
from hikeshi_server.inbound.http.api.resources.services import Services
from hikeshi_server.inbound.http.api.resources.silences import Silences
from hikeshi_server.inbound.http.api.resources.subscribed_calendars import (
    CalendarOfHolidays,
    SubscribedCalendars,
)
from hikeshi_server.inbound.http.api.resources.swaps import Swaps
from hikeshi_server.inbound.http.api.resources.teams import TeamMembers, Teams
from hikeshi_server.inbound.http.api.resources.unavailabilities import Unavailabilities
from hikeshi_server.inbound.http.api.resources.users import Users
from hikeshi_server.inbound.http.api.resources.webhook_subscriptions import WebhookSubscriptions
from hikeshi_server.inbound.http.api.table import operations
from hikeshi_server.inbound.http.calendars.feeds import CalendarParts, calendar_routes
from hikeshi_server.inbound.http.idempotency import IdempotencyKeys
from hikeshi_server.inbound.load_ledger import LoadLedger
from hikeshi_server.inbound.rehearsing import RehearsalRoom
from hikeshi_server.wiring.access import AccessContainer
from hikeshi_server.wiring.alerts import AlertsContainer
from hikeshi_server.wiring.incidents import IncidentsContainer
from hikeshi_server.wiring.notifications import NotificationsContainer
from hikeshi_server.wiring.oncall import OncallContainer
from hikeshi_server.wiring.subscriptions import SubscriptionsContainer
from hikeshi_server.wiring.teams import TeamsContainer

#: Random bytes of a webhook's signing secret (Standard Webhooks: 24 to 64).
WEBHOOK_SECRET_BYTES = 32


def new_integration_key() -> str:
    """Return a secret of 32 hexadecimal characters, which PagerDuty clients take."""
    return secrets.token_hex(KEY_LENGTH // 2)


def new_webhook_secret() -> str:
    """Return a signing secret as Standard Webhooks writes it: `whsec_` and base64."""
    return "whsec_" + b64encode(secrets.token_bytes(WEBHOOK_SECRET_BYTES)).decode()


def new_verification_code() -> str:
    """Return a code of random digits."""
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"


@frozen(kw_only=True)
class ApiParts:
    """What the API is made of.

    Args:
        public_url: Where senders and people reach this server.
        held: Says why nothing is sent at present; nothing = everything leaves.
        provided: Kinds of contact methods it has providers for.
        answers: Keeps what is dear to compute.
        rehearsal_room: Where rehearsals are played, one at a time.
        new_key: Makes integration keys.
        digest: Digests codes with a key of the installation.
        new_secret: Makes signing secrets of webhooks.
        new_code: Makes codes that verify contact methods.
    """

    transactions: Transactions
    idempotency_keys: IdempotencyKeys
    incidents: IncidentQueries
    drills: DrillQueries
    alerts: AlertQueries
    notifications: NotificationQueries
    swaps: SwapQueries
    audit: AuditQueries
    journal: JournalReader
    subscriptions: SubscriptionQueries
    public_url: str
    digest: Callable[[str], str]
    held: Callable[[], str | None] = lambda: None
    answers: Answers = field(factory=Answers)
    provided: Container[str] = EVERY_KIND
    rehearsal_room: RehearsalRoom = field(factory=RehearsalRoom)
    new_key: Callable[[], str] = new_integration_key
    new_secret: Callable[[], str] = new_webhook_secret
    new_code: Callable[[], str] = new_verification_code


def api_routes(parts: ApiParts) -> list[tuple[str, Any]]:
    """Return path and resource of everything under `/api`, sign-in excepted."""
    table = list(operations(resources(parts)))
    describe = cache(partial(document_of, table))
    return [
        *_endpoints(table, parts),
        *calendar_routes(_calendars(parts)),
        ("/api/openapi.json", OpenApiDocument(describe)),
        ("/api/docs", DocsPage(describe)),
    ]


def resources(parts: ApiParts) -> Resources:
    """Return every noun of the API with its use cases."""
    teams = TeamsContainer(
        new_key=parts.new_key,
        new_secret=parts.new_secret,
        new_code=parts.new_code,
        digest=parts.digest,
    )
    teams.check_dependencies()
    return Resources(
        **_people(teams),
        **_services(teams, parts.public_url),
        holidays=_holidays(teams, parts),
        **_oncall(OncallContainer(), parts),
        calendar_feeds=_calendar_feeds(AccessContainer(), parts.public_url),
        **_duty(OncallContainer(), parts),
        **_subscribed_calendars(OncallContainer()),
        **_incidents(IncidentsContainer(), parts),
        drills=_drills(IncidentsContainer(), parts),
        **_notifications(teams, parts),
        **_alerts(AlertsContainer(), parts),
        audit_entries=AuditEntries(parts.audit),
        configuration=_configuration(parts),
        webhook_subscriptions=_webhook_subscriptions(parts),
    )


def _alerts(alerts: AlertsContainer, parts: ApiParts) -> dict[str, Any]:
    return {
        "alerts": Alerts(parts.alerts),
        "routes": Routes(alerts.replace_routes()),
        "silences": Silences(alerts.create_silence(), alerts.edit_silence(), alerts.end_silence()),
        "maintenance_windows": MaintenanceWindows(
            alerts.create_maintenance_window(),
            alerts.edit_maintenance_window(),
            alerts.end_maintenance_window(),
        ),
    }


def _configuration(parts: ApiParts) -> ConfigurationFiles:
    verbs = Verbs(new_key=parts.new_key, new_secret=parts.new_secret)
    return ConfigurationFiles(parts.transactions, parts.audit, ApplyConfiguration(verbs))


def _holidays(teams: TeamsContainer, parts: ApiParts) -> Holidays:
    return Holidays(
        parts.transactions,
        teams.create_holiday_set(),
        teams.edit_holiday_set(),
        teams.delete_holiday_set(),
    )


def _people(teams: TeamsContainer) -> dict[str, Any]:
    return {
        "users": Users(teams.create_user(), teams.edit_user(), teams.deactivate_user()),
        "teams": Teams(teams.create_team(), teams.edit_team(), teams.delete_team()),
        "members": TeamMembers(teams.put_member(), teams.remove_member()),
    }


def _services(teams: TeamsContainer, public_url: str) -> dict[str, Any]:
    return {
        "services": Services(teams.create_service(), teams.edit_service(), teams.delete_service()),
        "integrations": Integrations(
            public_url=public_url,
            create_integration=teams.create_integration(),
            rotate_integration_key=teams.rotate_integration_key(),
            edit_integration=teams.edit_integration(),
            delete_integration=teams.delete_integration(),
            remove_old_keys=teams.remove_old_keys(),
        ),
    }


def _oncall(oncall: OncallContainer, parts: ApiParts) -> dict[str, Any]:
    return {
        "schedules": Schedules(
            oncall.create_schedule(), oncall.edit_schedule(), oncall.delete_schedule()
        ),
        "revisions": ScheduleRevisions(oncall.restore_revision()),
        "overrides": Overrides(oncall.add_override(), oncall.remove_override()),
        "override_imports": OverrideImports(parts.transactions, oncall.import_overrides()),
        "on_call": OnCall(),
        "hand_offs": HandOffs(parts.transactions, parts.incidents),
        "on_call_load": OnCallLoad(parts.transactions, LoadLedger(parts.incidents, parts.answers)),
    }


def _calendar_feeds(access: AccessContainer, public_url: str) -> CalendarFeeds:
    return CalendarFeeds(
        public_url=public_url,
        create_calendar_feed=access.create_calendar_feed(),
        list_calendar_feeds=access.list_calendar_feeds(),
        revoke_calendar_feed=access.revoke_calendar_feed(),
    )


def _calendars(parts: ApiParts) -> CalendarParts:
    use_calendar_feed = AccessContainer().use_calendar_feed()
    return CalendarParts(parts.transactions, use_calendar_feed, parts.public_url, parts.answers)


def _duty(oncall: OncallContainer, parts: ApiParts) -> dict[str, Any]:
    return {
        "duty": Duty(),
        "swaps": Swaps(
            queries=parts.swaps,
            offer_swap=oncall.offer_swap(),
            accept_swap=oncall.accept_swap(),
            decline_swap=oncall.decline_swap(),
            withdraw_swap=oncall.withdraw_swap(),
        ),
        "unavailabilities": Unavailabilities(
            oncall.add_unavailability(),
            oncall.edit_unavailability(),
            oncall.remove_unavailability(),
        ),
    }


def _subscribed_calendars(oncall: OncallContainer) -> dict[str, Any]:
    return {
        "subscribed_calendars": SubscribedCalendars(
            oncall.subscribe_calendar(),
            oncall.edit_subscribed_calendar(),
            oncall.unsubscribe_calendar(),
            oncall.refresh_calendar(),
        ),
        "holiday_calendar": CalendarOfHolidays(
            oncall.subscribe_calendar(),
            oncall.edit_subscribed_calendar(),
            oncall.unsubscribe_calendar(),
            oncall.refresh_calendar(),
        ),
    }


def _incidents(incidents: IncidentsContainer, parts: ApiParts) -> dict[str, Any]:
    return {
        "incidents": Incidents(
            transactions=parts.transactions,
            queries=parts.incidents,
            declare_incident=incidents.declare_incident(),
            edit_incident=incidents.edit_incident(),
            change_severity=incidents.change_severity(),
        ),
        "reachability": ReachabilityOfPeople(
            parts.transactions, parts.notifications, parts.provided
        ),
        "pages": Pages(incidents.page_by_hand()),
        "acknowledgement": Acknowledgement(
            incidents.acknowledge_incident(), incidents.unacknowledge_incident()
        ),
        "resolution": Resolution(
            transactions=parts.transactions,
            alerts=parts.alerts,
            mitigate_incident=incidents.mitigate_incident(),
            resolve_incident=ResolveWithItsAlerts(incidents.resolve_incident()),
            close_incident=incidents.close_incident(),
            reopen_incident=ReopenUnlessNewer(incidents.reopen_incident()),
        ),
        "actions": IncidentActions(
            incidents.escalate_incident(),
            incidents.snooze_incident(),
            incidents.reassign_incident(),
            incidents.add_note(),
        ),
        "policies": EscalationPolicies(
            incidents.create_policy(), incidents.edit_policy(), incidents.delete_policy()
        ),
        "policy_versions": PolicyVersions(RestoreWhileThere(incidents.restore_policy())),
        "rehearsals": Rehearsals(parts.transactions, parts.rehearsal_room),
    }


def _drills(incidents: IncidentsContainer, parts: ApiParts) -> Drills:
    return Drills(
        parts.transactions,
        parts.drills,
        incidents.create_drill(),
        incidents.edit_drill(),
        incidents.delete_drill(),
        incidents.run_drill(parts.held),
    )


def _notifications(teams: TeamsContainer, parts: ApiParts) -> dict[str, Any]:
    notifications = NotificationsContainer()
    return {
        "contact_methods": ContactMethods(
            transactions=parts.transactions,
            confirm_contact_method=teams.confirm_contact_method(),
            send_verification_code=SendVerificationCode(teams.request_verification()),
            create_contact_method=teams.create_contact_method(),
            edit_contact_method=teams.edit_contact_method(),
            delete_contact_method=teams.delete_contact_method(),
            verify_contact_method=teams.verify_contact_method(),
        ),
        "notification_rules": NotificationRules(
            notifications.create_rule(), notifications.edit_rule(), notifications.delete_rule()
        ),
        "notices": Notices(parts.notifications),
        "notifications": Notifications(
            queries=parts.notifications,
            replay_dead_letter=notifications.replay_dead_letter(),
            replay_dead_letters=notifications.replay_dead_letters(),
            discard_dead_letter=notifications.discard_dead_letter(),
            discard_dead_letters=notifications.discard_dead_letters(),
        ),
    }


def _webhook_subscriptions(parts: ApiParts) -> WebhookSubscriptions:
    subscriptions = SubscriptionsContainer(new_secret=parts.new_secret)
    subscriptions.check_dependencies()
    return WebhookSubscriptions(
        queries=parts.subscriptions,
        journal=parts.journal,
        create_subscription=subscriptions.create_subscription(),
        rotate_signing_secret=subscriptions.rotate_signing_secret(),
        edit_subscription=subscriptions.edit_subscription(),
        delete_subscription=subscriptions.delete_subscription(),
        remove_older_secrets=subscriptions.remove_older_secrets(),
        replay_message=subscriptions.replay_message(),
    )


def _endpoints(table: Iterable[Operation], parts: ApiParts) -> Iterable[tuple[str, Any]]:
    by_path: dict[str, list[Operation]] = {}
    for operation in table:
        by_path.setdefault(operation.path, []).append(operation)
    for path, group in by_path.items():
        yield PREFIX + path, Endpoint(group, parts.transactions, parts.idempotency_keys)
