"""A PostgreSQL of our own: found in a wheel, started as a child, gone when we are gone."""

from hikeshi_server.outbound.postgres.embedded.errors import (
    BinariesNotFoundError,
    EmbeddedPostgresError,
)
from hikeshi_server.outbound.postgres.embedded.launcher import EmbeddedPostgres

__all__ = ["BinariesNotFoundError", "EmbeddedPostgres", "EmbeddedPostgresError"]
