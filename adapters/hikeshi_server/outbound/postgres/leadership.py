"""Of many processes one does something: whoever holds an advisory lock."""

import asyncpg
from attrs import define
from sqlalchemy.engine import make_url

from hikeshi_server.outbound.postgres.listen import LOST

#: Whoever announces pages holds this one.
ANNOUNCING_LOCK = 0x48494B45_414E4E4F
#: A database that does not answer within this is away.
PATIENCE_SECONDS = 5.0


@define
class PostgresLeadership:
    """Holds an advisory lock on a connection of its own; another process gets it with its end.

    Two may believe for a moment that it is theirs, when a connection breaks unseen: what is done
    under it has to be right when it is done twice.

    Args:
        url: The database, as SQLAlchemy writes it.
        lock: Its number.
    """

    url: str
    lock: int
    _connection: "asyncpg.Connection[asyncpg.Record] | None" = None
    _holds: bool = False

    async def is_mine(self) -> bool:
        """Take it if nobody has it; say whether it is ours."""
        try:
            connection = await self._connected()
            if not self._holds:
                found = await connection.fetchval("SELECT pg_try_advisory_lock($1)", self.lock)
                self._holds = bool(found)
        except LOST:
            await self.close()
        return self._holds

    async def close(self) -> None:
        """Let another process have it."""
        connection, self._connection, self._holds = self._connection, None, False
        if connection is not None:
            connection.terminate()

    async def _connected(self) -> "asyncpg.Connection[asyncpg.Record]":
        if self._connection is None or self._connection.is_closed():
            self._holds = False
            dsn = make_url(self.url).set(drivername="postgresql")
            self._connection = await asyncpg.connect(
                dsn.render_as_string(hide_password=False),
                timeout=PATIENCE_SECONDS,
                command_timeout=PATIENCE_SECONDS,
                server_settings={"application_name": "hikeshi leadership"},
            )
        return self._connection
