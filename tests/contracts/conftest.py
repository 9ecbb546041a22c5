"""The implementations every suite runs on: in memory, and PostgreSQL."""

import hashlib
from collections.abc import AsyncIterator, Iterator

import pytest

from hikeshi.flow.work import Transactions
from hikeshi.memory.clock import FixedClock
from hikeshi.memory.ids import CountingIds
from hikeshi.memory.store import Store
from hikeshi.memory.transactions import InMemoryTransactions
from hikeshi.testing.builders import START
from hikeshi_server.outbound.postgres.engine import create_engine
from hikeshi_server.outbound.postgres.identities import MonotonicIds
from hikeshi_server.outbound.postgres.records import Record
from hikeshi_server.outbound.postgres.transactions import PostgresTransactions
from tests.postgres import TEMPLATE, Cluster


class VisibleSealer:
    """Seals without hiding: what was sealed for one thing does not open for another."""

    def seal(self, text: str, context: str) -> str:
        return f"{context}|{text[::-1]}"

    def open(self, sealed: str, context: str) -> str:
        assert sealed.startswith(f"{context}|")
        return sealed.removeprefix(f"{context}|")[::-1]

    def digest(self, text: str) -> bytes:
        return hashlib.sha256(text.encode()).digest()

    def digests(self, text: str) -> list[bytes]:
        return [self.digest(text)]


@pytest.fixture(scope="session")
def suite_url(postgres_cluster: Cluster) -> Iterator[str]:
    """A migrated database for all suites; emptying it is faster than making a new one."""
    name = postgres_cluster.create(TEMPLATE)
    yield postgres_cluster.url(name)
    postgres_cluster.drop(name)


EMPTY = "; ".join(
    f"DELETE FROM {table.name}"
    for table in Record.metadata.sorted_tables[::-1]
    if table.name != "configuration_revision"
)


@pytest.fixture
async def postgres_transactions(suite_url: str) -> AsyncIterator[PostgresTransactions]:
    """Works on an empty, migrated database."""
    engine = create_engine(suite_url)
    async with engine.connect() as connection:
        raw = await connection.get_raw_connection()
        await raw.driver_connection.execute(EMPTY)
    clock = FixedClock(START)
    yield PostgresTransactions(engine, clock, MonotonicIds(clock), VisibleSealer())
    await engine.dispose()


@pytest.fixture(params=["memory", "postgres"])
def transactions(request: pytest.FixtureRequest) -> Transactions:
    """Works on an empty store of either kind."""
    if request.param == "memory":
        return InMemoryTransactions(Store(), FixedClock(START), CountingIds())
    found: PostgresTransactions = request.getfixturevalue("postgres_transactions")
    return found
