"""Answers to requests that may be repeated, kept in PostgreSQL for a day."""

from datetime import timedelta

from attrs import frozen

from hikeshi.flow.work import Work
from hikeshi_server.outbound.postgres.sealer import Sealer
from hikeshi_server.outbound.postgres.session import Session
from hikeshi_server.outbound.postgres.work import PostgresWork

#: After so long a key may be used for something else.
KEPT_FOR = timedelta(hours=24)

# Whoever claims a key carries off some of the old ones, so that nobody has to sweep.
_SWEEP = """
DELETE FROM idempotency_keys k USING (
  SELECT actor, route, key FROM idempotency_keys WHERE created_at < $1
  LIMIT 20 FOR UPDATE SKIP LOCKED
) old WHERE (k.actor, k.route, k.key) = (old.actor, old.route, old.key)
"""
# Waits for another work that takes the same key at this moment; a key too old is taken over.
_CLAIM = """
INSERT INTO idempotency_keys AS k (actor, route, key, digest, created_at)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (actor, route, key) DO UPDATE
  SET digest = excluded.digest, created_at = excluded.created_at, status = NULL, body = NULL
  WHERE k.created_at < $6
RETURNING 1
"""
_READ = """
SELECT digest, status, body FROM idempotency_keys WHERE actor = $1 AND route = $2 AND key = $3
"""
_KEEP = """
UPDATE idempotency_keys SET status = $4, body = $5 WHERE actor = $1 AND route = $2 AND key = $3
"""


@frozen
class KeptAnswer:
    """The answer to the first request under a key."""

    digest: bytes
    status: int
    body: bytes


@frozen
class PostgresIdempotencyKeys:
    """Keeps answers in the work they belong to; they are sealed, since some show a secret once."""

    _sealer: Sealer

    async def claim(
        self, work: Work, *, actor: str, route: str, key: str, digest: bytes
    ) -> KeptAnswer | None:
        """Take the key; return the answer where it was taken within the last 24 hours."""
        session, too_old = _session(work), work.now - KEPT_FOR
        await session.run(_SWEEP, too_old)
        if await session.row(_CLAIM, actor, route, key, digest, work.now, too_old) is not None:
            return None
        kept = await session.row(_READ, actor, route, key)
        if kept is None:  # only a work of this key holds the row, and that one has ended
            return None
        sealed = kept["body"].decode()
        body = self._sealer.open(sealed, _context(actor, route, key)).encode()
        return KeptAnswer(kept["digest"], kept["status"], body)

    async def keep(
        self, work: Work, *, actor: str, route: str, key: str, status: int, body: bytes
    ) -> None:
        """Write the answer beside the key this work has claimed."""
        sealed = self._sealer.seal(body.decode(), _context(actor, route, key))
        await _session(work).run(_KEEP, actor, route, key, status, sealed.encode())


def _context(actor: str, route: str, key: str) -> str:
    return f"idempotency:{actor}:{route}:{key}"


def _session(work: Work) -> Session:
    if not isinstance(work, PostgresWork):
        raise TypeError("answers are kept by the PostgreSQL work they belong to")
    return work.session
