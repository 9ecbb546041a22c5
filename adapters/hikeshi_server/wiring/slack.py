"""Puts the doors for Slack together."""

from collections.abc import Iterable, Sequence
from typing import Any

from hikeshi.flow.resolving import ResolveWithItsAlerts
from hikeshi.incidents.use_cases.acknowledge_incident import AcknowledgeIncident
from hikeshi.incidents.use_cases.escalate_incident import EscalateIncident
from hikeshi.incidents.use_cases.page_by_hand import PageByHand
from hikeshi_server.inbound.console.slack_linking import SlackLinking
from hikeshi_server.inbound.http.slack.commands import SlackCommands
from hikeshi_server.inbound.http.slack.events import SlackEvents
from hikeshi_server.inbound.http.slack.interactions import SlackInteractions
from hikeshi_server.inbound.http.slack.listener import SlackListener
from hikeshi_server.inbound.http.slack.parts import SlackParts
from hikeshi_server.inbound.http.slack.people import SlackPeople
from hikeshi_server.inbound.worker.duty import Duty
from hikeshi_server.outbound.http_client import Guard
from hikeshi_server.outbound.postgres.idempotency import PostgresIdempotencyKeys
from hikeshi_server.outbound.postgres.provider_usage import PostgresProviderUsage
from hikeshi_server.outbound.postgres.queries.console import PostgresConsoleQueries
from hikeshi_server.outbound.postgres.queries.selection import Reader
from hikeshi_server.outbound.slack import SlackClient
from hikeshi_server.outbound.slack.linking import SlackLinks
from hikeshi_server.outbound.slack.socket import SlackSockets
from hikeshi_server.outbound.slack.workspace import SlackWorkspace
from hikeshi_server.wiring.parts import Parts


def slack_parts(parts: Parts, client: SlackClient) -> SlackParts:
    """Return what every door for Slack is made of."""
    workspace = SlackWorkspace(client)
    return SlackParts(
        transactions=parts.transactions,
        clock=parts.clock,
        people=SlackPeople(parts.transactions, workspace.email_of),
        verbs={
            "acknowledge": AcknowledgeIncident(),
            "escalate": EscalateIncident(),
            "resolve": ResolveWithItsAlerts(),
        },
        page_by_hand=PageByHand(),
        seen=_seen(parts),
        idempotency_keys=PostgresIdempotencyKeys(parts.vault),
        incident_of_number=PostgresConsoleQueries(Reader(parts.engine)).incident_of_number,
        whisper=workspace.whisper,
        link_url=_links(parts).url_for,
        signing_secret=client.app.signing_secret,
    )


def slack_linking(parts: Parts, client: SlackClient | None) -> SlackLinking | None:
    """Return what the page is made of on which people link their accounts."""
    if client is None:
        return None
    return SlackLinking(
        read_token=_links(parts).read,
        email_of=SlackWorkspace(client).email_of,
        seen=_seen(parts),
    )


def _seen(parts: Parts) -> PostgresProviderUsage:
    # Slack costs nothing: only its memory of what was seen is used.
    return PostgresProviderUsage(parts.engine, parts.clock, "slack", ("slack",), 0)


def _links(parts: Parts) -> SlackLinks:
    return SlackLinks(parts.settings.public_url, parts.settings.secret_keys, parts.clock)


def slack_routes(parts: Parts, client: SlackClient) -> Iterable[tuple[str, Any]]:
    """Return path and resource of what Slack calls, where it posts to us."""
    if client.app.signing_secret is None:
        return
    doors = slack_parts(parts, client)
    yield "/integrations/slack/interactions", SlackInteractions(doors)
    yield "/integrations/slack/commands", SlackCommands(doors)
    yield "/integrations/slack/events", SlackEvents(doors)


def slack_listeners(parts: Parts, client: SlackClient | None) -> Sequence[Duty]:
    """Return what listens to Slack over a socket, where that is wanted."""
    if client is None or client.app.app_token is None:
        return ()
    sockets = SlackSockets(client, Guard(parts.settings.outbound_allow))
    return (SlackListener(sockets.open, slack_parts(parts, client), parts.alarms),)
