"""How often each statement ran in a unit of work: a loop of awaits shows here."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from attrs import define, field
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

#: So often one statement may run in one unit of work.
ALLOWED = 2


class RepeatedStatementError(AssertionError):
    """One statement ran again and again in a unit of work: ask for many at once instead."""


@define
class StatementCount:
    """The statements of one unit of work, by their text."""

    by_text: Counter[str] = field(factory=Counter)

    @property
    def total(self) -> int:
        """How many statements ran."""
        return self.by_text.total()

    def check(self) -> None:
        """Refuse a statement that ran more often than allowed.

        Raises:
            RepeatedStatementError: Naming it.
        """
        for text, count in self.by_text.items():
            if count > ALLOWED:
                raise RepeatedStatementError(f"{count} times: {text}")


@define
class Spent:
    """What this process has asked of the database since it started.

    Args:
        statements: How many were sent; writes that go together are one.
        transactions: How many were begun.
    """

    statements: int = 0
    transactions: int = 0


SPENT = Spent()
_current: ContextVar[StatementCount | None] = ContextVar("statement_count", default=None)


@contextmanager
def counting() -> Iterator[StatementCount]:
    """Count the statements of this task until the block ends."""
    count = StatementCount()
    token = _current.set(count)
    try:
        yield count
    finally:
        _current.reset(token)


def count_statement(text: str) -> None:
    """Count one run of a statement, where somebody counts."""
    count = _current.get()
    if count is not None:
        count.by_text[text] += 1


def count_statements_of(engine: AsyncEngine) -> None:
    """Let the statements SQLAlchemy runs on this engine be counted, too."""
    event.listen(engine.sync_engine, "before_cursor_execute", _count)


def _count(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
    count_statement(statement)
