"""The pool of connections."""

from attrs import frozen
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from hikeshi_server.outbound.postgres.json_text import from_json, to_json
from hikeshi_server.outbound.postgres.statements import count_statements_of


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


def create_engine(url: str, settings: PoolSettings = PoolSettings()) -> AsyncEngine:
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
    return engine
