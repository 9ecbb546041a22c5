"""The driver's connection as one work uses it: prepared statements, each one counted."""

from collections.abc import Sequence
from typing import Any

import asyncpg
from attrs import define, field

from hikeshi_server.outbound.postgres.statements import SPENT, count_statement
from hikeshi_server.outbound.postgres.together import taken_apart, together

Row = asyncpg.Record


@define(eq=False)
class Session:
    """Runs statements inside the transaction of one work.

    Statements are constant texts, prepared once for each connection. They run on the driver
    itself, without SQLAlchemy's layers between: there are many of them on the hot path.
    """

    driver: "asyncpg.Connection[asyncpg.Record]"
    _waiting: list[tuple[str, Sequence[Any]]] = field(factory=list)
    _targets: set[str] = field(factory=set)

    async def rows(self, statement: str, *values: Any) -> Sequence[Row]:
        """Run a statement and return its rows."""
        await self.flush()
        count_statement(statement)
        SPENT.statements += 1
        return await self.driver.fetch(statement, *values)

    async def rows_apart(self, statement: str, *values: Any) -> Sequence[Row]:
        """Run a statement that no write of this work could change the answer of."""
        count_statement(statement)
        SPENT.statements += 1
        return await self.driver.fetch(statement, *values)

    async def row(self, statement: str, *values: Any) -> Row | None:
        """Run a statement and return its first row."""
        await self.flush()
        count_statement(statement)
        SPENT.statements += 1
        return await self.driver.fetchrow(statement, *values)

    async def run(self, statement: str, *values: Any) -> None:
        """Run a statement for what it does."""
        await self.flush()
        count_statement(statement)
        SPENT.statements += 1
        await self.driver.execute(statement, *values)

    async def later(self, statement: str, *values: Any) -> None:
        """Run a statement for what it does, at the latest before anything is read or committed.

        Writes nobody waits for go to the database together. They see the same state of the
        tables, so what changes rows of a table another one changes goes after it. A work that
        adds rows reads them before it changes them.
        """
        targets = taken_apart(statement).targets
        if not self._targets.isdisjoint(targets):
            await self.flush()
        count_statement(statement)
        self._waiting.append((statement, values))
        self._targets |= targets

    async def flush(self) -> None:
        """Run what waits."""
        if not self._waiting:
            return
        waiting, self._waiting = self._waiting, []
        self._targets.clear()
        SPENT.statements += 1
        text = together(tuple(statement for statement, _ in waiting))
        await self.driver.execute(text, *(value for _, values in waiting for value in values))
