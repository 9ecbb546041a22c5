"""Every address of the server, room by room."""

from collections.abc import Iterable
from typing import Any

from hikeshi_server.inbound.http.auth.routes import auth_routes
from hikeshi_server.inbound.http.health import Liveness, Metrics, Readiness
from hikeshi_server.inbound.http.ingest.integrations import IntegrationSignals
from hikeshi_server.inbound.http.ingest.keys import Keys
from hikeshi_server.inbound.http.ingest.pagerduty import ChangeEventsV2, EventsV2
from hikeshi_server.wiring.access import AccessContainer
from hikeshi_server.wiring.parts import Parts
from hikeshi_server.wiring.readiness import checks, facts


def all_routes(parts: Parts, access: AccessContainer) -> Iterable[tuple[str, Any]]:
    """Return path and resource of everything this server answers."""
    yield from _senders(parts)
    yield from auth_routes(access.parts())
    yield "/livez", Liveness()
    yield "/readyz", Readiness(checks(parts), facts(parts))
    yield "/metrics", Metrics()


def _senders(parts: Parts) -> Iterable[tuple[str, Any]]:
    keys = Keys(parts.transactions)
    yield "/v2/enqueue", EventsV2(keys, parts.batcher)
    yield "/v2/change/enqueue", ChangeEventsV2(keys)
    yield "/integrations/{kind}/{key}", IntegrationSignals(keys, parts.batcher)
