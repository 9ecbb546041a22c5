"""The migrations and the Records say the same."""

import asyncio
import re
from collections.abc import Callable, Iterator
from typing import TypeVar

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.orm import configure_mappers

from hikeshi_server.outbound.postgres import migrate
from hikeshi_server.outbound.postgres.embedded.binaries import find_binaries
from hikeshi_server.outbound.postgres.records import Record
from tests.postgres import Cluster

T = TypeVar("T")


@pytest.fixture
def empty_url(postgres_cluster: Cluster) -> Iterator[str]:
    """A database without any table."""
    name = postgres_cluster.create("template0")
    yield postgres_cluster.url(name)
    postgres_cluster.drop(name)


def on_connection(url: str, do: Callable[[Connection], T]) -> T:
    """Run something on a connection and commit."""

    async def run() -> T:
        engine = create_async_engine(url)
        async with engine.begin() as connection:
            result = await connection.run_sync(do)
        await engine.dispose()
        return result

    return asyncio.run(run())


def schema(url: str) -> list[str]:
    """Return the lines of a dump of the schema that say something, sorted."""
    before, folder = url.split("?host=")
    name = before.rpartition("/")[2]
    dump = find_binaries().run("pg_dump", "-h", folder, "-U", "hikeshi", "--schema-only", name)
    told = (line.rstrip(",") for line in dump.splitlines())
    return sorted(
        line for line in told if line and not re.match(r"--|\\(un)?restrict|SET |SELECT ", line)
    )


def revisions() -> list[str]:
    """Return all revisions in their order."""
    scripts = ScriptDirectory.from_config(migrate.configuration())
    return [script.revision for script in scripts.walk_revisions()][::-1]


def test_nothing_is_left_to_migrate(empty_url: str) -> None:
    """After all migrations, a comparison with the Records finds no difference."""
    migrate.upgrade(empty_url)

    def differences(connection: Connection) -> list[object]:
        options = {"compare_type": True, "compare_server_default": True}
        context = MigrationContext.configure(connection, opts=options)
        return list(compare_metadata(context, Record.metadata))

    assert on_connection(empty_url, differences) == []


def test_migrations_and_records_make_the_same_schema(
    empty_url: str, postgres_cluster: Cluster
) -> None:
    """PostgreSQL describes the migrated schema like the one made from the Records."""
    migrate.upgrade(empty_url)
    name = postgres_cluster.create("template0")
    made_url = postgres_cluster.url(name)
    on_connection(made_url, Record.metadata.create_all)

    migrated, made = schema(empty_url), schema(made_url)
    postgres_cluster.drop(name)

    only_migrated = [line for line in migrated if line not in made and "alembic" not in line]
    assert [line for line in only_migrated if "version_num" not in line] == []
    assert [line for line in made if line not in migrated] == []


def test_migrating_twice_changes_nothing(empty_url: str) -> None:
    """A migrated database is at the newest revision, nothing is pending, and again is harmless."""
    assert migrate.current(empty_url) is None
    assert list(migrate.pending(empty_url))[-1] == migrate.newest()

    migrate.upgrade(empty_url)
    migrate.upgrade(empty_url)

    assert migrate.current(empty_url) == migrate.newest()
    assert migrate.pending(empty_url) == []


async def test_migrates_while_a_loop_is_running(empty_url: str) -> None:
    """Whoever has a running event loop may migrate, too."""
    migrate.upgrade(empty_url)

    assert migrate.current(empty_url) == migrate.newest()


def test_two_who_migrate_at_once_both_succeed(empty_url: str) -> None:
    """The second one waits for the first one and finds nothing left to do."""

    async def both() -> None:
        await asyncio.gather(*(asyncio.to_thread(migrate.upgrade, empty_url) for _ in range(2)))

    asyncio.run(both())

    assert migrate.current(empty_url) == migrate.newest()


def test_every_migration_says_when_it_runs() -> None:
    """Revisions are numbered, in one line, and named pre or post."""
    names = revisions()

    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))
    assert all(re.fullmatch(r"\d{4}_(pre|post)_[a-z_]+", name) for name in names)
    assert all(len(name) <= 32 for name in names)


def test_the_last_migration_that_takes_something_away_has_to_be_known(empty_url: str) -> None:
    """Whoever knows the newest `post` may work on a schema; before the first one, who asks."""
    taking = ["0031_pre_a", "0032_post_b", "0033_post_c", "0034_pre_d"]
    assert migrate.floor_of(taking) == "0033_post_c"

    migrate.upgrade(empty_url)
    asked = text("SELECT revision FROM schema_floor")
    found = on_connection(empty_url, lambda connection: connection.scalar(asked))
    assert found == migrate.floor_of(revisions())


def test_relationships_are_read_only_and_never_lazy() -> None:
    """A child that was not asked for raises, and no relationship writes."""
    configure_mappers()
    found = [
        relationship for mapper in Record.registry.mappers for relationship in mapper.relationships
    ]

    assert found != []
    assert all(each.viewonly and each.lazy == "raise" for each in found)
