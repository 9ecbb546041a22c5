"""Plugs Twilio together: what may be spent, and the doors it calls back at."""

from collections.abc import Iterable
from typing import Any

from hikeshi.kernel.clock import Clock
from hikeshi_server.inbound.http.twilio.door import Signer, TwilioDoor
from hikeshi_server.inbound.http.twilio.parts import TwilioParts
from hikeshi_server.inbound.http.twilio.sms import IncomingMessage
from hikeshi_server.inbound.http.twilio.status import MessageStatus
from hikeshi_server.inbound.http.twilio.voice import CallInProgress
from hikeshi_server.outbound.postgres.provider_usage import PostgresProviderUsage
from hikeshi_server.outbound.postgres.queries.console import PostgresConsoleQueries
from hikeshi_server.outbound.postgres.queries.incidents import PostgresIncidentQueries
from hikeshi_server.outbound.postgres.queries.selection import Reader
from hikeshi_server.outbound.twilio.settings import DAILY_CAP
from hikeshi_server.outbound.voice.message import render_page, render_said
from hikeshi_server.outbound.voice.tokens import CallTokens
from hikeshi_server.wiring.parts import Parts

#: The kinds of contact method that are paid for there.
KINDS = ("sms", "voice")


def twilio_usage(parts: Parts) -> PostgresProviderUsage:
    """Return what counts messages and knows callbacks again."""
    accounts = parts.settings.twilio
    cap = accounts[0].daily_cap if accounts else DAILY_CAP
    return PostgresProviderUsage(parts.engine, parts.clock, "twilio", KINDS, cap)


def twilio_parts(parts: Parts) -> TwilioParts:
    """Return what the doors are made of."""
    signers = tuple(Signer(each.sid, each.auth_token) for each in parts.settings.twilio)
    reader = Reader(parts.engine)
    return TwilioParts(
        door=TwilioDoor(parts.settings.public_url, signers),
        transactions=parts.transactions,
        callbacks=twilio_usage(parts),
        incidents=PostgresIncidentQueries(reader),
        incident_of_number=PostgresConsoleQueries(reader).incident_of_number,
    )


def twilio_routes(
    parts: TwilioParts, tokens: CallTokens, clock: Clock
) -> Iterable[tuple[str, Any]]:
    """Return path and resource of every address Twilio posts to."""
    call = CallInProgress(
        parts=parts,
        read_call=tokens.read,
        render_page=render_page,
        render_said=render_said,
        clock=clock,
    )
    yield "/integrations/twilio/voice/{token}", call
    yield "/integrations/twilio/status", MessageStatus(parts)
    yield "/integrations/twilio/sms", IncomingMessage(parts)
