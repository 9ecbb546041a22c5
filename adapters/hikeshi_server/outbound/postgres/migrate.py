"""Bring a database to the newest schema; one at a time, all of it or nothing.

Migrations come in steps: `…_pre_…` keeps the code of releases before working and runs before the
new code starts, `…_post_…` removes what no running code needs any more. So a release works on every
schema of which it knows the newest `post`: the database says which one that is.
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
#: From here on a release asks which migrations it has to know.
_FIRST_FLOOR = "0024_pre_schema_floor"
_SAVE_FLOOR = """
INSERT INTO schema_floor (revision) VALUES (:revision)
ON CONFLICT (singleton) DO UPDATE SET revision = excluded.revision
"""
T = TypeVar("T")


class SchemaAheadError(ConflictError):
    """This release does not work on the database's schema; run the release that migrated it."""


def upgrade(url: str) -> None:
    """Bring the database to the newest schema; nothing happens where it is there already.

    Raises:
        SchemaAheadError: A newer release has migrated it, and this one does not work on it.
    """
    _on_connection(url, _upgrade)


def current(url: str) -> str | None:
    """Return the revision the database is at; nothing for an empty one."""
    return _on_connection(url, _current)


def pending(url: str) -> Sequence[str]:
    """Return the revisions the database still lacks, in the order they would run.

    None where a newer release has migrated it and this one works on it, too.

    Raises:
        SchemaAheadError: A newer release has migrated it, and this one does not work on it.
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
        connection.execute(text(_SAVE_FLOOR), {"revision": floor_of(_known())})


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _pending(connection: Connection) -> Sequence[str]:
    known = _known()
    here = _current(connection)
    if here is None:
        return known
    if here in known:
        return known[known.index(here) + 1 :]
    if _floor(connection) in known:
        return ()
    raise SchemaAheadError(
        f"The database's schema is at {here}, and this release knows nothing after "
        f"{known[-1]}: run the release that migrated it."
    )


def _known() -> Sequence[str]:
    scripts = ScriptDirectory.from_config(configuration())
    return [script.revision for script in scripts.walk_revisions()][::-1]


def floor_of(revisions: Sequence[str]) -> str:
    """Return the newest of these, in their order, that a release has to know: the last `post`."""
    posts = (revision for revision in reversed(revisions) if "_post_" in revision)
    return next(posts, _FIRST_FLOOR)


def _floor(connection: Connection) -> str | None:
    if connection.scalar(text("SELECT to_regclass('schema_floor')")) is None:
        return None
    found: str | None = connection.scalar(text("SELECT revision FROM schema_floor"))
    return found


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
