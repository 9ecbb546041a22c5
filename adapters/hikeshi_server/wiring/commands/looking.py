"""What commands that look into a database share: find it, open it, close it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from attrs import evolve

from hikeshi_server.outbound.postgres.embedded import EmbeddedPostgres
from hikeshi_server.wiring.application import Application, open_application
from hikeshi_server.wiring.migrating import require_newest_schema
from hikeshi_server.wiring.secret_keys import secret_keys
from hikeshi_server.wiring.settings import Settings


def database_url(settings: Settings) -> str:
    """Return where the database is: the one given, or the running one beside the data.

    Raises:
        EmbeddedPostgresError: None is given and none runs on the data directory.
    """
    return settings.database_url or EmbeddedPostgres.attach(settings.data_dir).url


@asynccontextmanager
async def looking(settings: Settings) -> AsyncIterator[Application]:
    """Open the application without running any of it.

    Raises:
        EmbeddedPostgresError: No database is given and none runs on the data directory.
        BadSettingError: The database does not answer.
        SchemaBehindError: Its schema is older than this release.
        SchemaAheadError: Its schema is newer than this release.
    """
    settings = evolve(settings, secret_keys=secret_keys(settings))
    url = await require_newest_schema(database_url(settings))
    async with open_application(settings, url) as application:
        yield application
