"""Removes what ended long ago, a little at a time, past everything that is locked."""

from datetime import datetime
from uuid import UUID

from attrs import frozen

from hikeshi.alerts.model.alert import AlertIdentity
from hikeshi.alerts.ports import QuietStretch
from hikeshi.kernel.ids import IntegrationId
from hikeshi_server.outbound.postgres.session import Session

_FORGET_ACCESS = """
WITH old_sessions AS (
  SELECT id FROM sessions WHERE least(expires_at, revoked_at) < $1
  LIMIT $2 FOR UPDATE SKIP LOCKED
), old_tokens AS (
  SELECT id FROM api_tokens WHERE least(expires_at, revoked_at) < $1
  LIMIT $2 FOR UPDATE SKIP LOCKED
), sessions_gone AS (
  DELETE FROM sessions s USING old_sessions o WHERE s.id = o.id RETURNING 1
), tokens_gone AS (
  DELETE FROM api_tokens t USING old_tokens o WHERE t.id = o.id RETURNING 1
)
SELECT (SELECT count(*) FROM sessions_gone) + (SELECT count(*) FROM tokens_gone) AS forgotten
"""
# Walked along the primary key: an index by time would cost every alert that begins or ends. A row
# that is locked belongs to a batch that is about to fire under it, and is looked at again then.
_FORGET_QUIET = """
WITH stretch AS MATERIALIZED (
  SELECT integration_id, dedup_key FROM alert_identities
  WHERE (integration_id, dedup_key) > ($1::uuid, $2::text)
  ORDER BY integration_id, dedup_key LIMIT $3
), idle AS MATERIALIZED (
  SELECT i.integration_id, i.dedup_key, i.quiet_since
  FROM stretch JOIN alert_identities i USING (integration_id, dedup_key)
  WHERE i.alert_id IS NULL AND (i.quiet_since IS NULL OR i.quiet_since < $4)
  FOR UPDATE OF i SKIP LOCKED
), marked AS (
  UPDATE alert_identities i SET quiet_since = $5 FROM idle
  WHERE i.integration_id = idle.integration_id AND i.dedup_key = idle.dedup_key
    AND idle.quiet_since IS NULL
), gone AS (
  DELETE FROM alert_identities i USING idle
  WHERE i.integration_id = idle.integration_id AND i.dedup_key = idle.dedup_key
    AND idle.quiet_since IS NOT NULL
  RETURNING 1
)
SELECT integration_id, dedup_key, (SELECT count(*) FROM gone) AS forgotten
FROM stretch ORDER BY integration_id DESC, dedup_key DESC LIMIT 1
"""
#: Before every identity there is.
_START = (UUID(int=0), "")


@frozen
class PostgresEndedAccess:
    """Removes what has not opened anything for long."""

    _session: Session

    async def forget_before(self, instant: datetime, limit: int) -> int:
        """Remove at most so many sessions and so many API tokens that ended before."""
        row = await self._session.row(_FORGET_ACCESS, instant, limit)
        return row["forgotten"] if row is not None else 0


@frozen
class PostgresQuietIdentities:
    """Forgets identities under which nothing fires."""

    _session: Session
    _now: datetime

    async def forget(
        self, after: QuietStretch | None, before: datetime, limit: int
    ) -> QuietStretch | None:
        """Look at the next so many identities; forget those that are quiet since before then."""
        place = _START if after is None else (after.end.integration_id, after.end.dedup_key)
        row = await self._session.row(_FORGET_QUIET, *place, limit, before, self._now)
        if row is None:
            return None
        end = AlertIdentity(IntegrationId(row["integration_id"]), row["dedup_key"])
        return QuietStretch(end, row["forgotten"])
