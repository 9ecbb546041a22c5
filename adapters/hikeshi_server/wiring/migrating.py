"""Refuses to start on a schema this release does not know."""

import asyncio

from hikeshi.kernel.errors import ConflictError
from hikeshi_server.outbound.postgres.migrate import pending
from hikeshi_server.wiring.settings import Settings


class SchemaBehindError(ConflictError):
    """The database's schema is behind; run `hikeshi migrate` first."""


async def require_newest_schema(settings: Settings) -> str:
    """Return the database's URL once its schema is known to be the newest.

    Raises:
        SchemaBehindError: Migrations have to run first.
    """
    url = settings.database_url or ""
    if await asyncio.to_thread(pending, url):
        raise SchemaBehindError
    return url
