"""PostgreSQL as the server uses it."""

from collections.abc import AsyncIterator

import pytest
from tests.contracts.conftest import VisibleSealer

from hikeshi.memory.clock import FixedClock
from hikeshi.testing.builders import START
from hikeshi_server.outbound.postgres.engine import PoolSettings, PostgresEngine, create_engine
from hikeshi_server.outbound.postgres.identities import MonotonicIds
from hikeshi_server.outbound.postgres.transactions import PostgresTransactions


@pytest.fixture
async def engine(postgres_url: str) -> AsyncIterator[PostgresEngine]:
    """A pool on a database of its own; locks are waited for shortly."""
    engine = create_engine(postgres_url, PoolSettings(size=5, lock_timeout=0.2))
    yield engine
    await engine.dispose()


@pytest.fixture
def clock() -> FixedClock:
    """Time stands still."""
    return FixedClock(START)


@pytest.fixture
def transactions(engine: PostgresEngine, clock: FixedClock) -> PostgresTransactions:
    """Works on that database."""
    return PostgresTransactions(engine, clock, MonotonicIds(clock), VisibleSealer())
