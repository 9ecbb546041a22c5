"""The API on PostgreSQL, with one owner who asks."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import falcon.asgi
import pytest
from falcon.testing import ASGIConductor
from tests.contracts.conftest import VisibleSealer
from tests.unit.inbound.http.api.world import API, Impersonation

from hikeshi.kernel.actor import Actor, ActorKind, Role
from hikeshi.memory.clock import FixedClock
from hikeshi.testing.builders import START, a_user
from hikeshi_server.inbound.http.api.problems import add_problems
from hikeshi_server.outbound.postgres.engine import PoolSettings, create_engine
from hikeshi_server.outbound.postgres.idempotency import PostgresIdempotencyKeys
from hikeshi_server.outbound.postgres.identities import MonotonicIds
from hikeshi_server.outbound.postgres.queries.alerts import PostgresAlertQueries
from hikeshi_server.outbound.postgres.queries.audit import (
    PostgresAuditQueries,
    PostgresJournalReader,
)
from hikeshi_server.outbound.postgres.queries.incidents import PostgresIncidentQueries
from hikeshi_server.outbound.postgres.queries.notifications import PostgresNotificationQueries
from hikeshi_server.outbound.postgres.queries.selection import Reader
from hikeshi_server.outbound.postgres.queries.subscriptions import PostgresSubscriptionQueries
from hikeshi_server.outbound.postgres.queries.swaps import PostgresSwapQueries
from hikeshi_server.outbound.postgres.transactions import PostgresTransactions
from hikeshi_server.wiring.api import ApiParts, api_routes


class Site:
    """A client of the API, and the database behind it."""

    def __init__(self, conductor: Any, transactions: PostgresTransactions) -> None:
        self.conductor = conductor
        self.transactions = transactions

    async def call(self, method: str, path: str, body: Any = None, **more: Any) -> Any:
        """Send a request on the owner's behalf and return the answer."""
        headers = {"X-Actor": "olga", **more.pop("headers", {})}
        if body is not None:
            more["json"] = body
        return await self.conductor.simulate_request(method, API + path, headers=headers, **more)

    async def made(self, path: str, body: Any, **more: Any) -> Any:
        """Create something and return it."""
        answer = await self.call("POST", path, body, **more)
        assert answer.status_code == 201, answer.text
        return answer.json


@pytest.fixture
async def site(postgres_url: str) -> AsyncIterator[Site]:
    """An API on a database of its own."""
    clock = FixedClock(START)
    engine = create_engine(postgres_url, PoolSettings(size=5))
    sealer = VisibleSealer()
    transactions = PostgresTransactions(engine, clock, MonotonicIds(clock), sealer)
    olga = a_user(key="olga", role=Role.OWNER)
    await transactions.run(lambda work: work.users.save_many([olga]))
    actors = {"olga": Actor(ActorKind.USER, olga.id, olga.role)}
    app: Any = falcon.asgi.App(middleware=[Impersonation(actors)])
    add_problems(app)
    reader = Reader(engine)
    parts = ApiParts(
        transactions=transactions,
        idempotency_keys=PostgresIdempotencyKeys(sealer),
        incidents=PostgresIncidentQueries(reader),
        alerts=PostgresAlertQueries(reader),
        notifications=PostgresNotificationQueries(reader),
        swaps=PostgresSwapQueries(reader, clock),
        audit=PostgresAuditQueries(reader),
        journal=PostgresJournalReader(reader),
        subscriptions=PostgresSubscriptionQueries(reader),
        digest=str.upper,
        public_url="https://pages.example.org",
    )
    for path, resource in api_routes(parts):
        app.add_route(path, resource)
    async with ASGIConductor(app) as conductor:
        yield Site(conductor, transactions)
    await engine.dispose()
    await asyncio.sleep(0)
