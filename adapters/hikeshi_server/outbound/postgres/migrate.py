"""Bring a database to the newest schema; one at a time, all of it or nothing.

Migrations come in steps: `…_pre_…` keeps the previous release's code working and runs before the
new code starts, `…_post_…` removes what no running code needs any more.
"""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from hikeshi.kernel.errors import ConflictError

MIGRATIONS = Path(__file__).parent / "migrations"
#: Whoever migrates holds this advisory lock.
LOCK = 0x48494B45_53484901
T = TypeVar("T")


class SchemaAheadError(ConflictError):
    """The database's schema is not one this release knows; run the release that migrated it."""


def upgrade(url: str) -> None:
    """Bring the database to the newest schema; nothing happens where it is there already.

    Raises:
        SchemaAheadError: It is at a revision this release does not know.
    """
    _on_connection(url, _upgrade)


def current(url: str) -> str | None:
    """Return the revision the database is at; nothing for an empty one."""
    return _on_connection(url, _current)


def pending(url: str) -> Sequence[str]:
    """Return the revisions the database still lacks, in the order they would run.

    Raises:
        SchemaAheadError: It is at a revision this release does not know.
    """
    return _on_connection(url, _pending)


def newest() -> str | None:
    """Return the newest revision there is."""
    return ScriptDirectory.from_config(configuration()).get_current_head()


def configuration(connection: Connection | None = None) -> Config:
    """Return Alembic's configuration, without a file."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "%%(rev)s")
    config.attributes["connection"] = connection
    return config


def _upgrade(connection: Connection) -> None:
    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    if _pending(connection):
        command.upgrade(configuration(connection), "head")


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _pending(connection: Connection) -> Sequence[str]:
    scripts = ScriptDirectory.from_config(configuration())
    known = [script.revision for script in scripts.walk_revisions()][::-1]
    here = _current(connection)
    if here is None:
        return known
    if here not in known:
        raise SchemaAheadError(
            f"The database's schema is at {here}, and this release knows nothing after "
            f"{known[-1]}: run the release that migrated it."
        )
    return known[known.index(here) + 1 :]


def _on_connection(url: str, do: Callable[[Connection], T]) -> T:
    """Run it in one transaction, on a loop of its own so that callers may have one running."""

    async def run() -> T:
        engine = create_async_engine(url, poolclass=NullPool)
        try:
            async with engine.begin() as connection:
                return await connection.run_sync(do)
        finally:
            await engine.dispose()

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, run()).result()
