"""The pool: connections at hand, connections waited for, connections closed."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from hikeshi_server.outbound.postgres.engine import PoolSettings, PostgresEngine, create_engine
from hikeshi_server.outbound.postgres.transactions import transaction

PID = "SELECT pg_backend_pid() AS pid"
OTHERS = "SELECT count(*) AS count FROM pg_stat_activity WHERE application_name = 'pool of three'"


@pytest.fixture
async def three(postgres_url: str) -> AsyncIterator[PostgresEngine]:
    """A pool of three connections, one of them kept at hand."""
    engine = create_engine(postgres_url, PoolSettings(size=3, application_name="pool of three"))
    yield engine
    await engine.dispose()


async def pid(engine: PostgresEngine) -> int:
    """Return which connection a transaction got."""
    async with transaction(engine) as session:
        (row,) = await session.rows(PID)
        return int(row["pid"])


async def test_the_next_work_gets_the_connection_at_hand(three: PostgresEngine) -> None:
    """Works that follow each other run on one connection."""
    assert len({await pid(three) for _ in range(3)}) == 1


async def test_whoever_waits_gets_what_is_given_back(three: PostgresEngine) -> None:
    """With all connections lent the next one to be given back goes to who waits."""
    lent = [await three.lend() for _ in range(3)]
    waiting = asyncio.create_task(pid(three))
    await asyncio.sleep(0)
    await three.take_back(lent.pop())
    assert await waiting
    for one in lent:
        await three.take_back(one)


async def test_sqlalchemy_finds_a_connection_beside_those_at_hand(three: PostgresEngine) -> None:
    """Not all connections are kept from whoever asks the pool itself."""
    for one in [await three.lend() for _ in range(3)]:
        await three.take_back(one)
    async with three.connect() as first, three.connect() as second:
        assert not first.closed
        assert not second.closed


async def connections(engine: PostgresEngine) -> int:
    """Return how many connections of the pool of three PostgreSQL has."""
    async with transaction(engine) as session:
        (row,) = await session.rows(OTHERS)
        return int(row["count"])


async def test_a_pool_that_is_closed_leaves_no_connection(
    three: PostgresEngine, engine: PostgresEngine
) -> None:
    """Connections at hand are closed with the pool."""
    await pid(three)
    before = await connections(engine)
    await three.dispose()
    async with asyncio.timeout(10):  # PostgreSQL takes a moment to notice
        while left := await connections(engine):
            assert left <= before

    assert before == 1
