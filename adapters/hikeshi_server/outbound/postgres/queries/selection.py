"""Statements of lists: what is filtered, where the page starts, and one row more than asked for."""

from collections.abc import Sequence
from typing import Any

from attrs import define, field, frozen

from hikeshi.flow.queries.keyset import Keyset
from hikeshi_server.outbound.postgres.engine import PostgresEngine
from hikeshi_server.outbound.postgres.errors import translated
from hikeshi_server.outbound.postgres.session import Row
from hikeshi_server.outbound.postgres.transactions import transaction


@frozen
class Reader:
    """Runs one statement in a transaction of its own."""

    engine: PostgresEngine

    async def rows(self, statement: str, *values: Any) -> Sequence[Row]:
        """Return the rows of a statement.

        Raises:
            UnavailableError: The database is away, full or overloaded.
        """
        try:
            async with transaction(self.engine) as session:
                return await session.rows(statement, *values)
        except Exception as error:
            raise translated(error) from error


@define
class Selection:
    """Conditions of a statement, put together from constant texts; values stand apart.

    Args:
        columns: The statement up to its conditions.
        identity: The column of the identity.
    """

    columns: str
    identity: str = "id"
    conditions: list[str] = field(factory=list)
    values: list[Any] = field(factory=list)

    def where(self, condition: str, value: Any) -> "Selection":
        """Add a condition on a value; `{}` stands for it. Nothing is added where it is nothing."""
        if value is not None:
            self.values.append(value)
            self.conditions.append(condition.format(f"${len(self.values)}"))
        return self

    def always(self, condition: str) -> "Selection":
        """Add a condition that has no value."""
        self.conditions.append(condition)
        return self

    def page(self, keyset: Keyset, column: str | None = None) -> str:
        """Return the statement of a page.

        Args:
            keyset: Where it starts, and how long it is.
            column: What is sorted by before the identity; nothing = the identity alone.
        """
        sign, direction = ("<", "DESC") if keyset.descending else (">", "ASC")
        if keyset.id is not None:
            self._after(keyset, column, sign)
        where = f" WHERE {' AND '.join(self.conditions)}" if self.conditions else ""
        order = [name for name in (column, self.identity) if name is not None]
        ordered = ", ".join(f"{name} {direction}" for name in order)
        return f"{self.columns}{where} ORDER BY {ordered} LIMIT {keyset.limit + 1}"

    def _after(self, keyset: Keyset, column: str | None, sign: str) -> None:
        if column is None:
            self.where(f"{self.identity} {sign} {{}}", keyset.id)
            return
        self.values.append(str(keyset.value))
        value = f"${len(self.values)}"
        self.where(f"({column}, {self.identity}) {sign} ({value}, {{}})", keyset.id)
