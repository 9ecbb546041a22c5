"""What can go wrong with the embedded database."""

from hikeshi.kernel.errors import ConflictError, NotFoundError


class BinariesNotFoundError(NotFoundError):
    """There is no PostgreSQL here: install hikeshi-server[embedded] or set HIKESHI_DATABASE_URL."""


class EmbeddedPostgresError(ConflictError):
    """The embedded database does not start."""
