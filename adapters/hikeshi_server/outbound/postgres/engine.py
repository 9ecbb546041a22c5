"""The pool of connections."""

import asyncio
from typing import Any

from attrs import frozen
from sqlalchemy import Engine
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from hikeshi_server.outbound.postgres.json_text import from_json, to_json
from hikeshi_server.outbound.postgres.statements import count_statements_of

#: Connections of the pool that are never kept at hand.
SPARE = 2


@frozen(kw_only=True)
class PoolSettings:
    """How the pool behaves; times in seconds.

    Args:
        size: Connections kept open.
        overflow: Further ones opened under load and closed again.
        wait: How long a work waits for a connection.
        command_timeout: How long one statement may take before the database counts as away.
        lock_timeout: How long a statement waits for a row another work holds.
        idle_timeout: After so long without a statement a transaction is ended by PostgreSQL.
    """

    size: int = 10
    overflow: int = 0
    wait: float = 10.0
    command_timeout: float = 30.0
    lock_timeout: float = 5.0
    idle_timeout: float = 30.0
    application_name: str = "hikeshi"


@frozen(eq=False)
class Lent:
    """A connection out of the pool.

    Args:
        connection: As SQLAlchemy knows it.
        driver: What works run their statements on.
    """

    connection: AsyncConnection
    driver: Any

    async def invalidate(self) -> None:
        """Give it up: it is broken, or nobody knows where its transaction stands."""
        await self.connection.invalidate()


class PostgresEngine(AsyncEngine):
    """SQLAlchemy's engine, keeping connections works have given back at hand for the next ones.

    The way into its pool and out of it took half a millisecond of every work of a quiet server.
    """

    def __init__(self, sync_engine: Engine, size: int) -> None:
        super().__init__(sync_engine)
        self.size = size
        # Whoever asks SQLAlchemy itself finds a connection even so.
        self._most = max(0, size - SPARE)
        self._at_hand: list[Lent] = []
        self._waiting = 0

    async def lend(self) -> Lent:
        """Return a connection; one that is known to be closed meanwhile is replaced."""
        while self._at_hand:
            lent = self._at_hand.pop()
            if not lent.driver.is_closed():
                return lent
            await lent.invalidate()
            await lent.connection.close()
        self._waiting += 1
        try:
            return await self._opened()
        finally:
            self._waiting -= 1

    async def take_back(self, lent: Lent) -> None:
        """Keep a connection at hand; the pool has it where somebody waits for one there."""
        whole = not (lent.connection.invalidated or lent.driver.is_closed())
        if whole and not self._waiting and len(self._at_hand) < self._most:
            self._at_hand.append(lent)
        else:
            await asyncio.shield(lent.connection.close())

    async def dispose(self, close: bool = True) -> None:
        """Close the connections nobody uses."""
        at_hand, self._at_hand, self._most = self._at_hand, [], 0
        for lent in at_hand:
            await lent.connection.close()
        await super().dispose(close)

    async def _opened(self) -> Lent:
        connection = await self.connect()
        driver: Any = (await connection.get_raw_connection()).driver_connection
        if driver.is_closed():
            await connection.invalidate()
            driver = (await connection.get_raw_connection()).driver_connection
        return Lent(connection, driver)


def create_engine(url: str, settings: PoolSettings = PoolSettings()) -> PostgresEngine:
    """Return a pool that opens connections when they are needed.

    Args:
        url: `postgresql+asyncpg://…`.
        settings: How the pool behaves.
    """
    engine = create_async_engine(
        url,
        pool_size=settings.size,
        max_overflow=settings.overflow,
        pool_timeout=settings.wait,
        pool_use_lifo=True,
        # Works open and end their transactions themselves, on the driver's connection.
        isolation_level="AUTOCOMMIT",
        json_serializer=to_json,
        json_deserializer=from_json,
        connect_args={
            "command_timeout": settings.command_timeout,
            "statement_cache_size": 400,
            "prepared_statement_cache_size": 200,
            "timeout": settings.wait,
            "server_settings": {
                "application_name": settings.application_name,
                "timezone": "UTC",
                "lock_timeout": str(round(settings.lock_timeout * 1000)),
                "idle_in_transaction_session_timeout": str(round(settings.idle_timeout * 1000)),
                "jit": "off",
                # Every statement has an index to go by. Plans are kept for long, and one made while
                # a table was small or never analysed would read all of it in a storm: the table
                # itself, or its whole index, to join it with the few rows of a batch.
                "enable_seqscan": "off",
                "enable_hashjoin": "off",
                "enable_mergejoin": "off",
            },
        },
    )
    count_statements_of(engine)
    return PostgresEngine(engine.sync_engine, settings.size)
