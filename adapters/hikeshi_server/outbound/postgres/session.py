"""The driver's connection as one work uses it: prepared statements, each one counted."""

from collections.abc import Sequence
from typing import Any

import asyncpg
from attrs import frozen

from hikeshi_server.outbound.postgres.statements import count_statement

Row = asyncpg.Record


@frozen
class Session:
    """Runs statements inside the transaction of one work.

    Statements are constant texts, prepared once for each connection. They run on the driver
    itself: the same statements through SQLAlchemy cost 2 to 3 times as long each.
    """

    driver: "asyncpg.Connection[asyncpg.Record]"

    async def rows(self, statement: str, *values: Any) -> Sequence[Row]:
        """Run a statement and return its rows."""
        count_statement(statement)
        return await self.driver.fetch(statement, *values)

    async def row(self, statement: str, *values: Any) -> Row | None:
        """Run a statement and return its first row."""
        count_statement(statement)
        return await self.driver.fetchrow(statement, *values)

    async def run(self, statement: str, *values: Any) -> None:
        """Run a statement for what it does."""
        count_statement(statement)
        await self.driver.execute(statement, *values)
