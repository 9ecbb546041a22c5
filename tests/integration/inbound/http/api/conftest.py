"""The API on PostgreSQL, with one owner who asks."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from falcon.testing import ASGIConductor
from tests.contracts.conftest import VisibleSealer
from tests.integration.inbound.http.api.served import api_on
from tests.unit.inbound.http.api.world import API

from hikeshi.kernel.actor import Actor, ActorKind, Role
from hikeshi.memory.clock import FixedClock
from hikeshi.testing.builders import START, a_user
from hikeshi_server.outbound.postgres.engine import PoolSettings, create_engine
from hikeshi_server.outbound.postgres.identities import MonotonicIds
from hikeshi_server.outbound.postgres.transactions import PostgresTransactions


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
    app = api_on(engine, transactions, clock, sealer, actors)
    async with ASGIConductor(app) as conductor:
        yield Site(conductor, transactions)
    await engine.dispose()
    await asyncio.sleep(0)
