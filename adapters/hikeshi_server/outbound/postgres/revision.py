"""Which state the configuration is in: one row that every change of it counts up."""

from uuid import UUID

from attrs import frozen

from hikeshi_server.outbound.postgres.session import Row, Session

#: Also a part of statements that read something else on the way.
REVISION = "SELECT revision, nonce FROM configuration_revision"
_BUMP = """
UPDATE configuration_revision SET revision = revision + 1, nonce = gen_random_uuid()
"""


@frozen
class Revision:
    """Which state of the configuration; the nonce tells histories apart after a restore."""

    number: int
    nonce: UUID


async def read_revision(session: Session) -> Revision | None:
    """Return the state the configuration is in."""
    return to_revision(await session.row(REVISION))


def to_revision(row: Row | None) -> Revision | None:
    """Return the revision of a row of the statement `REVISION`."""
    return Revision(row["revision"], row["nonce"]) if row is not None else None


async def bump_revision(session: Session) -> None:
    """Say that the configuration is another one; others who change it wait until the commit."""
    await session.run(_BUMP)
