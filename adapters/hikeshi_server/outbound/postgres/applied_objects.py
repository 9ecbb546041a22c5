"""What files last made of objects, in PostgreSQL."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from attrs import frozen

from hikeshi.flow.applied_object import AppliedObject
from hikeshi_server.outbound.postgres.session import Session

_LIST = "SELECT object_id, digest, at FROM applied_objects"
_SAVE = """
INSERT INTO applied_objects (object_id, digest, at)
SELECT * FROM unnest($1::uuid[], $2::text[], $3::timestamptz[])
ON CONFLICT (object_id) DO UPDATE SET digest = EXCLUDED.digest, at = EXCLUDED.at
"""


@frozen
class PostgresAppliedObjectRepository:
    """Keeps what files last made of objects."""

    _session: Session

    async def list_all(self) -> Mapping[UUID, AppliedObject]:
        """Return all of them, by the object."""
        rows = await self._session.rows(_LIST)
        return {
            row["object_id"]: AppliedObject(
                object_id=row["object_id"], digest=row["digest"], at=row["at"]
            )
            for row in rows
        }

    async def save_many(self, objects: Sequence[AppliedObject]) -> None:
        """Write these in the place of those before."""
        await self._session.run(
            _SAVE,
            [applied.object_id for applied in objects],
            [applied.digest for applied in objects],
            [applied.at for applied in objects],
        )
