"""Refuses to start on a schema this release does not work on."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import asyncpg
from sqlalchemy.exc import SQLAlchemyError

from hikeshi.kernel.errors import ConflictError
from hikeshi_server.outbound.postgres.migrate import pending, upgrade
from hikeshi_server.wiring.settings import BadSettingError


class SchemaBehindError(ConflictError):
    """The database's schema is behind: run `hikeshi migrate` first, or start `hikeshi up` anew."""


async def require_newest_schema(url: str) -> str:
    """Return the database's URL once its schema is known to lack nothing.

    Raises:
        SchemaBehindError: Migrations have to run first.
        SchemaAheadError: A newer release has migrated it, and this one does not work on it.
        BadSettingError: The database does not answer.
    """
    if await missing(url):
        raise SchemaBehindError
    return url


async def missing(url: str) -> Sequence[str]:
    """Return the migrations the database lacks.

    Raises:
        SchemaAheadError: A newer release has migrated it, and this one does not work on it.
        BadSettingError: The database does not answer.
    """
    with _named():
        return await asyncio.to_thread(pending, url)


async def bring_up_to_date(url: str) -> None:
    """Run the migrations the database lacks.

    Raises:
        SchemaAheadError: A newer release has migrated it, and this one does not work on it.
        BadSettingError: The database does not answer.
    """
    with _named():
        await asyncio.to_thread(upgrade, url)


@contextmanager
def _named() -> Iterator[None]:
    """Name the setting behind a database that cannot be reached."""
    try:
        yield
    except (OSError, SQLAlchemyError, asyncpg.PostgresError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise BadSettingError(
            f"HIKESHI_DATABASE_URL: the database does not answer: {reason}"
        ) from error
