"""What the edge is told about the database: away, busy, or a fault of the work."""

import asyncpg
import pytest

from hikeshi.kernel.errors import UnavailableError
from hikeshi_server.outbound.postgres.errors import translated


@pytest.mark.parametrize(
    "error",
    [
        asyncpg.InternalClientError("cannot switch to state 15; another operation is in progress"),
        asyncpg.InterfaceError("connection is closed"),
        asyncpg.ConnectionDoesNotExistError("connection was closed in the middle of operation"),
        asyncpg.AdminShutdownError("terminating connection due to administrator command"),
        asyncpg.DiskFullError("No space left on device"),
        asyncpg.ReadOnlySQLTransactionError("cannot execute INSERT in a read-only transaction"),
        TimeoutError(),
        ConnectionRefusedError("refused"),
    ],
)
def test_a_database_that_is_away_is_told_as_such(error: Exception) -> None:
    """Whatever the driver says when the database goes, senders are told to come back."""
    assert isinstance(translated(error), UnavailableError)


def test_a_fault_of_the_work_stays_what_it_is() -> None:
    """A statement that is wrong is no reason to come back."""
    error = asyncpg.UndefinedColumnError("column does not exist")

    assert translated(error) is error
