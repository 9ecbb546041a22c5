"""The API on a database, for whoever a header names."""

from collections.abc import Mapping
from typing import Any

import falcon.asgi
from tests.unit.inbound.http.api.world import Impersonation

from hikeshi.flow.work import Transactions
from hikeshi.kernel.actor import Actor
from hikeshi.kernel.clock import Clock
from hikeshi_server.inbound.answers import Answers
from hikeshi_server.inbound.http.api.problems import add_problems
from hikeshi_server.outbound.postgres.engine import PostgresEngine
from hikeshi_server.outbound.postgres.idempotency import PostgresIdempotencyKeys
from hikeshi_server.outbound.postgres.queries.alerts import PostgresAlertQueries
from hikeshi_server.outbound.postgres.queries.audit import (
    PostgresAuditQueries,
    PostgresJournalReader,
)
from hikeshi_server.outbound.postgres.queries.drills import PostgresDrillQueries
from hikeshi_server.outbound.postgres.queries.incidents import PostgresIncidentQueries
from hikeshi_server.outbound.postgres.queries.notifications import PostgresNotificationQueries
from hikeshi_server.outbound.postgres.queries.selection import Reader
from hikeshi_server.outbound.postgres.queries.subscriptions import PostgresSubscriptionQueries
from hikeshi_server.outbound.postgres.queries.swaps import PostgresSwapQueries
from hikeshi_server.wiring.api import ApiParts, api_routes


def api_on(
    engine: PostgresEngine,
    transactions: Transactions,
    clock: Clock,
    sealer: Any,
    actors: Mapping[str, Actor],
    answers: Answers | None = None,
) -> Any:
    """Return the API as an application.

    Args:
        transactions: What writes go through.
        sealer: What seals stored answers.
        actors: Who asks, by the value of the header `X-Actor`.
        answers: Keeps what is dear to compute; nothing = it is computed each time.
    """
    app: Any = falcon.asgi.App(middleware=[Impersonation(actors)])
    add_problems(app)
    reader = Reader(engine)
    parts = ApiParts(
        transactions=transactions,
        idempotency_keys=PostgresIdempotencyKeys(sealer),
        incidents=PostgresIncidentQueries(reader),
        drills=PostgresDrillQueries(reader),
        alerts=PostgresAlertQueries(reader),
        notifications=PostgresNotificationQueries(reader),
        swaps=PostgresSwapQueries(reader, clock),
        audit=PostgresAuditQueries(reader),
        journal=PostgresJournalReader(reader),
        subscriptions=PostgresSubscriptionQueries(reader),
        digest=str.upper,
        public_url="https://pages.example.org",
        answers=answers or Answers(),
    )
    for path, resource in api_routes(parts):
        app.add_route(path, resource)
    return app
