"""Every address of the server, room by room."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from hikeshi_server.inbound.console.parts import ConsoleParts
from hikeshi_server.inbound.console.routes import console_routes
from hikeshi_server.inbound.http.auth.routes import auth_routes
from hikeshi_server.inbound.http.ingest.integrations import IntegrationSignals
from hikeshi_server.inbound.http.ingest.keys import Keys
from hikeshi_server.inbound.http.ingest.pagerduty import ChangeEventsV2, EventsV2
from hikeshi_server.inbound.http.ingest.refused_keys import RefusedKeys
from hikeshi_server.inbound.http.stream.resource import Stream
from hikeshi_server.inbound.http.stream.tail import JournalTail
from hikeshi_server.inbound.http.vcard import ContactCard
from hikeshi_server.outbound.postgres.idempotency import PostgresIdempotencyKeys
from hikeshi_server.outbound.postgres.queries.alerts import PostgresAlertQueries
from hikeshi_server.outbound.postgres.queries.audit import (
    PostgresAuditQueries,
    PostgresJournalReader,
)
from hikeshi_server.outbound.postgres.queries.console import PostgresConsoleQueries
from hikeshi_server.outbound.postgres.queries.drills import PostgresDrillQueries
from hikeshi_server.outbound.postgres.queries.incidents import PostgresIncidentQueries
from hikeshi_server.outbound.postgres.queries.notifications import PostgresNotificationQueries
from hikeshi_server.outbound.postgres.queries.selection import Reader
from hikeshi_server.outbound.postgres.queries.subscriptions import PostgresSubscriptionQueries
from hikeshi_server.outbound.postgres.queries.swaps import PostgresSwapQueries
from hikeshi_server.outbound.slack import SlackClient
from hikeshi_server.outbound.voice.tokens import CallTokens
from hikeshi_server.outbound.web_push.vapid import VapidKeys
from hikeshi_server.wiring.access import AccessContainer
from hikeshi_server.wiring.api import ApiParts, api_routes
from hikeshi_server.wiring.console import ConsoleReads, ConsoleSecrets, ConsoleSite, console_parts
from hikeshi_server.wiring.mail import mail_routes
from hikeshi_server.wiring.parts import Parts
from hikeshi_server.wiring.probing import probe_routes
from hikeshi_server.wiring.senders import provided_kinds
from hikeshi_server.wiring.settings import Settings
from hikeshi_server.wiring.slack import slack_linking, slack_routes
from hikeshi_server.wiring.twilio import twilio_parts, twilio_routes
from hikeshi_server.wiring.web_push import vapid_keys


def all_routes(
    parts: Parts, access: AccessContainer, slack: SlackClient | None
) -> Iterable[tuple[str, Any]]:
    """Return path and resource of everything this server answers."""
    if slack is not None:
        yield from slack_routes(parts, slack)
    yield from mail_routes(parts)
    yield from _senders(parts)
    tokens = CallTokens(parts.settings.secret_keys)
    yield from twilio_routes(twilio_parts(parts), tokens, parts.clock)
    yield from auth_routes(access.parts())
    yield from api_routes(_api(parts))
    yield "/api/v1/stream", _stream(parts)
    yield from console_routes(_console(parts, access, slack))
    yield "/vcard", _card(parts.settings)
    yield from probe_routes(parts)


def _senders(parts: Parts) -> Iterable[tuple[str, Any]]:
    keys = Keys(parts.transactions, RefusedKeys(parts.transactions))
    yield "/v2/enqueue", EventsV2(keys, parts.batcher)
    yield "/v2/change/enqueue", ChangeEventsV2(keys)
    yield "/integrations/{kind}/{key}", IntegrationSignals(keys, parts.batcher)


def _card(settings: Settings) -> ContactCard:
    mail = settings.mail_from
    return ContactCard(
        public_url=settings.public_url,
        # A messaging service chooses its numbers: only Twilio knows them.
        numbers=tuple(each.sender for each in settings.twilio if not each.is_messaging_service),
        addresses=() if mail is None else (mail.address,),
    )


def _api(parts: Parts) -> ApiParts:
    reader = Reader(parts.engine)
    return ApiParts(
        transactions=parts.transactions,
        idempotency_keys=PostgresIdempotencyKeys(parts.vault),
        incidents=PostgresIncidentQueries(reader),
        drills=PostgresDrillQueries(reader),
        alerts=PostgresAlertQueries(reader),
        notifications=PostgresNotificationQueries(reader),
        swaps=PostgresSwapQueries(reader, parts.clock),
        audit=PostgresAuditQueries(reader),
        journal=PostgresJournalReader(reader),
        subscriptions=PostgresSubscriptionQueries(reader),
        public_url=parts.settings.public_url,
        provided=provided_kinds(parts.settings),
        digest=lambda text: parts.vault.digest(text).hex(),
        held=parts.gate.reason,
        answers=parts.answers,
    )


def _stream(parts: Parts) -> Stream:
    reader = PostgresJournalReader(Reader(parts.engine))
    return Stream(JournalTail(reader, parts.transactions, parts.alarms), parts.transactions)


async def _push_key(keys: VapidKeys) -> str:
    return (await keys.get()).public_text


def _console(parts: Parts, access: AccessContainer, slack: SlackClient | None) -> ConsoleParts:
    site = ConsoleSite(
        transactions=parts.transactions,
        clock=parts.clock,
        links=parts.links,
        cookies=access.cookies(),
        reads=_console_reads(Reader(parts.engine)),
        secrets=ConsoleSecrets(
            keys=parts.settings.secret_keys,
            digest=lambda text: parts.vault.digest(text).hex(),
            push_key=partial(_push_key, vapid_keys(parts)),
        ),
        public_url=parts.settings.public_url,
        held=parts.gate.reason,
        slack_linking=slack_linking(parts, slack),
        provided=provided_kinds(parts.settings),
        answers=parts.answers,
    )
    return console_parts(site)


def _console_reads(reader: Reader) -> ConsoleReads:
    return ConsoleReads(
        console=PostgresConsoleQueries(reader),
        incidents=PostgresIncidentQueries(reader),
        alerts=PostgresAlertQueries(reader),
        notifications=PostgresNotificationQueries(reader),
        subscriptions=PostgresSubscriptionQueries(reader),
        journal=PostgresJournalReader(reader),
    )
