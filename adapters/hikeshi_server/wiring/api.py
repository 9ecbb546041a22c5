"""Plugs the API together: use cases, queries, and the routes they answer."""

import secrets
from base64 import b64encode
from collections.abc import Callable, Iterable
from typing import Any

from attrs import frozen

from hikeshi.alerts.queries import AlertQueries
from hikeshi.audit.queries import AuditQueries
from hikeshi.flow.work import Transactions
from hikeshi.incidents.queries import IncidentQueries
from hikeshi.notifications.queries import NotificationQueries
from hikeshi.teams.model.integration import KEY_LENGTH
from hikeshi.teams.use_cases.create_contact_method import CreateContactMethod
from hikeshi.teams.use_cases.create_integration import CreateIntegration
from hikeshi.teams.use_cases.rotate_integration_key import RotateIntegrationKey
from hikeshi_server.inbound.http.api.docs_page import DocsPage, OpenApiDocument
from hikeshi_server.inbound.http.api.endpoint import Endpoint
from hikeshi_server.inbound.http.api.idempotency import IdempotencyKeys
from hikeshi_server.inbound.http.api.openapi import document_of
from hikeshi_server.inbound.http.api.operations import PREFIX, Operation
from hikeshi_server.inbound.http.api.resources.alerts import Alerts
from hikeshi_server.inbound.http.api.resources.audit_entries import AuditEntries
from hikeshi_server.inbound.http.api.resources.contact_methods import ContactMethods
from hikeshi_server.inbound.http.api.resources.escalation_policies import EscalationPolicies
from hikeshi_server.inbound.http.api.resources.incident_actions import IncidentActions
from hikeshi_server.inbound.http.api.resources.incident_states import Acknowledgement, Resolution
from hikeshi_server.inbound.http.api.resources.incidents import Incidents, Pages
from hikeshi_server.inbound.http.api.resources.integrations import Integrations
from hikeshi_server.inbound.http.api.resources.notification_rules import NotificationRules
from hikeshi_server.inbound.http.api.resources.notifications import Notifications
from hikeshi_server.inbound.http.api.resources.overrides import Overrides
from hikeshi_server.inbound.http.api.resources.routes import Routes
from hikeshi_server.inbound.http.api.resources.schedules import OnCall, Schedules
from hikeshi_server.inbound.http.api.resources.services import Services
from hikeshi_server.inbound.http.api.resources.teams import TeamMembers, Teams
from hikeshi_server.inbound.http.api.resources.users import Users
from hikeshi_server.inbound.http.api.table import Resources, operations

#: Random bytes of a webhook's signing secret (Standard Webhooks: 24 to 64).
WEBHOOK_SECRET_BYTES = 32


def new_integration_key() -> str:
    """Return a secret of 32 hexadecimal characters, which PagerDuty clients take."""
    return secrets.token_hex(KEY_LENGTH // 2)


def new_webhook_secret() -> str:
    """Return a signing secret as Standard Webhooks writes it: `whsec_` and base64."""
    return "whsec_" + b64encode(secrets.token_bytes(WEBHOOK_SECRET_BYTES)).decode()


@frozen(kw_only=True)
class ApiParts:
    """What the API is made of.

    Args:
        public_url: Where senders and people reach this server.
        new_key: Makes integration keys.
        new_secret: Makes signing secrets of webhooks.
    """

    transactions: Transactions
    idempotency_keys: IdempotencyKeys
    incidents: IncidentQueries
    alerts: AlertQueries
    notifications: NotificationQueries
    audit: AuditQueries
    public_url: str
    new_key: Callable[[], str] = new_integration_key
    new_secret: Callable[[], str] = new_webhook_secret


def api_routes(parts: ApiParts) -> list[tuple[str, Any]]:
    """Return path and resource of everything under `/api`, sign-in excepted."""
    table = list(operations(resources(parts)))
    document = document_of(table)
    return [
        *_endpoints(table, parts),
        ("/api/openapi.json", OpenApiDocument(document)),
        ("/api/docs", DocsPage(document)),
    ]


def resources(parts: ApiParts) -> Resources:
    """Return every noun of the API with its use cases."""
    return Resources(
        users=Users(),
        teams=Teams(),
        members=TeamMembers(),
        services=Services(),
        integrations=Integrations(
            public_url=parts.public_url,
            create_integration=CreateIntegration(parts.new_key),
            rotate_integration_key=RotateIntegrationKey(parts.new_key),
        ),
        routes=Routes(),
        schedules=Schedules(),
        overrides=Overrides(),
        on_call=OnCall(),
        policies=EscalationPolicies(),
        contact_methods=ContactMethods(create_contact_method=CreateContactMethod(parts.new_secret)),
        notification_rules=NotificationRules(),
        incidents=Incidents(transactions=parts.transactions, queries=parts.incidents),
        pages=Pages(),
        acknowledgement=Acknowledgement(),
        resolution=Resolution(transactions=parts.transactions, alerts=parts.alerts),
        actions=IncidentActions(),
        alerts=Alerts(parts.alerts),
        notifications=Notifications(queries=parts.notifications),
        audit_entries=AuditEntries(parts.audit),
    )


def _endpoints(table: Iterable[Operation], parts: ApiParts) -> Iterable[tuple[str, Any]]:
    by_path: dict[str, list[Operation]] = {}
    for operation in table:
        by_path.setdefault(operation.path, []).append(operation)
    for path, group in by_path.items():
        yield PREFIX + path, Endpoint(group, parts.transactions, parts.idempotency_keys)
