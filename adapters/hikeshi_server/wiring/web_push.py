"""Plugs Web Push together: the key pair, and what speaks to push services."""

from hikeshi.kernel.clock import Clock
from hikeshi_server.outbound.http_client import OutgoingHttp
from hikeshi_server.outbound.postgres.server_keys import PostgresVapidKeys
from hikeshi_server.outbound.web_push.client import WebPushClient
from hikeshi_server.outbound.web_push.vapid import VapidKeys, new_pem
from hikeshi_server.wiring.parts import Parts
from hikeshi_server.wiring.settings import Settings


def vapid_keys(parts: Parts) -> VapidKeys:
    """Return what keeps the key pair."""
    return PostgresVapidKeys(parts.engine, parts.vault, new_pem)


def web_push_client(
    settings: Settings, http: OutgoingHttp, keys: VapidKeys, clock: Clock
) -> WebPushClient:
    """Return what speaks to push services."""
    return WebPushClient(http, keys, _contact(settings), clock)


def _contact(settings: Settings) -> str:
    """Return whom a push service may write to about us (RFC 8292, section 2.1)."""
    if settings.mail_from is not None:
        return f"mailto:{settings.mail_from.address}"
    if settings.public_url.startswith("https://"):
        return settings.public_url
    return "mailto:hikeshi@localhost"
