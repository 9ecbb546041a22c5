"""Seals the journal: gives the entries of committed works positions, chained by digests.

Works leave the ids of their entries as one row each, which sealing takes away. So an entry gets
its position after its work has committed, whenever that is: nothing is inserted in front of a
position, nothing is forgotten, and a dump restored elsewhere goes on where it was.
"""

import hmac
from collections.abc import Sequence
from hashlib import sha256
from uuid import UUID

from attrs import frozen

from hikeshi.audit.model.seal import GENESIS, digest_of
from hikeshi.kernel.clock import Clock
from hikeshi_server.outbound.postgres.engine import PostgresEngine
from hikeshi_server.outbound.postgres.errors import translated
from hikeshi_server.outbound.postgres.plans import JOURNAL, SUBSCRIPTIONS, NoWaker, Waker
from hikeshi_server.outbound.postgres.session import Session
from hikeshi_server.outbound.postgres.transactions import transaction

#: Whoever seals holds this advisory lock.
LOCK = 0x48494B45_5345414C
#: For what the key that signs seals is derived.
KEY_LABEL = "journal seal"
#: Works sealed in one transaction, and entries in one seal, at most.
MOST_WORKS = 1000
LONGEST_SEAL = 2000

_TRY_LOCK = "SELECT pg_try_advisory_xact_lock($1) AS taken"
_TAKE = """
WITH taken AS (
  DELETE FROM audit_batches WHERE id IN (SELECT id FROM audit_batches ORDER BY id LIMIT $1)
  RETURNING id, entry_ids
)
SELECT entry_ids FROM taken ORDER BY id
"""
_LAST = "SELECT no, last_position, digest FROM audit_seals ORDER BY no DESC LIMIT 1"
_BODIES = "SELECT id, body FROM audit_entries WHERE id = ANY($1::uuid[])"
_ADD = """
INSERT INTO audit_seals (no, sealed_at, first_position, last_position, entry_ids, digest, previous,
  signature)
VALUES ($1, $2, $3, $4, $5::uuid[], $6, $7, $8)
"""


def sign(key: bytes, digest: bytes) -> bytes:
    """Return the signature of a digest: HMAC-SHA256."""
    return hmac.new(key, digest, sha256).digest()


@frozen
class _End:
    """Where the chain ends: number and digest of the last seal, and its last position."""

    no: int = 0
    position: int = 0
    digest: bytes = GENESIS


@frozen
class JournalSealing:
    """Seals what has been committed; several processes may try, one does it.

    Args:
        key: Signs the seals, so that a forger needs more than the database.
        waker: Wakes those who follow the journal.
    """

    engine: PostgresEngine
    clock: Clock
    key: bytes
    waker: Waker = NoWaker()

    async def run_once(self) -> int:
        """Seal what there is; return how many entries got a position.

        Raises:
            DatabaseUnavailableError: The database is away or full.
        """
        sealed, works = 0, MOST_WORKS
        try:
            while works == MOST_WORKS:
                async with transaction(self.engine) as session:
                    works, entries = await self._seal(session)
                sealed += entries
        except Exception as error:
            raise translated(error) from error
        if sealed:
            self.waker.wake((JOURNAL, SUBSCRIPTIONS))
        return sealed

    async def _seal(self, session: Session) -> tuple[int, int]:
        row = await session.row(_TRY_LOCK, LOCK)
        if row is None or not row["taken"]:
            return 0, 0
        works = await session.rows(_TAKE, MOST_WORKS)
        ids = [entry_id for work in works for entry_id in work["entry_ids"]]
        if not ids:
            return len(works), 0
        bodies = {row["id"]: row["body"] for row in await session.rows(_BODIES, ids)}
        last = await session.row(_LAST)
        end = _End(last["no"], last["last_position"], last["digest"]) if last else _End()
        for start in range(0, len(ids), LONGEST_SEAL):
            chunk = ids[start : start + LONGEST_SEAL]
            end = await self._add(session, end, chunk, [bodies[entry_id] for entry_id in chunk])
        return len(works), len(ids)

    async def _add(
        self, session: Session, end: _End, ids: Sequence[UUID], bodies: Sequence[bytes]
    ) -> _End:
        no, first, last = end.no + 1, end.position + 1, end.position + len(ids)
        digest = digest_of(no, end.digest, bodies)
        signature = sign(self.key, digest)
        await session.run(
            _ADD, no, self.clock.now(), first, last, ids, digest, end.digest, signature
        )
        return _End(no, last, digest)
