"""What can go wrong with the database, sorted by what the edge should do about it."""

import asyncio

import asyncpg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from hikeshi.kernel.errors import InvalidError, UnavailableError


class DatabaseUnavailableError(UnavailableError):
    """The database cannot take this now: it is away, full or overloaded; try again soon."""


class DatabaseBusyError(DatabaseUnavailableError):
    """Too many others are changing the same things; try again soon."""


#: The whole work may be repeated: serialisation failure, deadlock, lock time-out.
REPEATABLE = frozenset({"40001", "40P01", "55P03"})
#: Text that PostgreSQL cannot keep: U+0000 and what is no Unicode.
UNSTORABLE = frozenset({"22021", "22P05"})
#: Classes of SQLSTATE that say "not now": connections, resources, operator, system.
UNAVAILABLE_CLASSES = frozenset({"08", "53", "57", "58"})
#: A read-only server: a standby, or one just demoted.
READ_ONLY = "25006"

#: What the driver raises without a word from PostgreSQL. `InternalClientError`: a connection that
#: was told to end, and is used before it has.
LOST = (
    OSError,
    asyncio.TimeoutError,
    PoolTimeoutError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)


def sqlstate(error: BaseException) -> str | None:
    """Return the SQLSTATE of a driver's error, wrapped by SQLAlchemy or not."""
    inner = error.orig if isinstance(error, DBAPIError) else error
    found = getattr(inner, "sqlstate", None)
    return found if isinstance(found, str) else None


def is_repeatable(error: BaseException) -> bool:
    """Say whether the same work may succeed when it is done again."""
    return sqlstate(error) in REPEATABLE


def is_unavailable(error: BaseException) -> bool:
    """Say whether the database is away, full or too slow, whatever the work was."""
    state = sqlstate(error)
    if state is not None:
        return state[:2] in UNAVAILABLE_CLASSES or state == READ_ONLY
    if isinstance(error, DBAPIError):
        return error.connection_invalidated
    return isinstance(error, LOST)


def translated(error: Exception) -> Exception:
    """Return what the edge knows how to answer, or the error itself."""
    if is_repeatable(error):
        return DatabaseBusyError()
    if is_unavailable(error):
        return DatabaseUnavailableError(f"The database cannot take this now: {_words(error)}")
    if sqlstate(error) in UNSTORABLE:
        return InvalidError("Text may hold neither U+0000 nor lone surrogates; leave them out.")
    return error


def _words(error: BaseException) -> str:
    """Return what the driver said, without what SQLAlchemy adds."""
    inner = error.orig if isinstance(error, DBAPIError) else error
    return str(inner).partition("\n")[0] or type(inner).__name__


def broken_constraint(error: BaseException) -> str | None:
    """Return the name of the unique constraint that refused a write."""
    inner = error.orig if isinstance(error, DBAPIError) else error
    if sqlstate(error) != "23505":
        return None
    name = getattr(inner, "constraint_name", None)
    return name if isinstance(name, str) else ""
