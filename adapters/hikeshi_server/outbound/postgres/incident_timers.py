"""What is planned for incidents, groups that are open, and holding incidents, in PostgreSQL."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from hashlib import blake2b

from attrs import frozen

from hikeshi.incidents.model.timer import TimerKind
from hikeshi.incidents.ports import OpenGroup
from hikeshi.kernel.ids import IncidentId, ServiceId
from hikeshi_server.outbound.postgres.session import Session
from hikeshi_server.outbound.postgres.words import listed

#: A timer of another kind was planned by a newer release, and waits for its workers.
KINDS = listed(TimerKind)
_DUE = f"""
SELECT incident_id, min(due_at) AS due_at FROM (
  (SELECT incident_id, next_step_at AS due_at FROM escalations
   WHERE next_step_at <= $1 ORDER BY next_step_at, incident_id LIMIT $2)
  UNION ALL
  (SELECT incident_id, due_at FROM incident_timers
   WHERE due_at <= $1 AND kind IN ({KINDS}) ORDER BY due_at, incident_id LIMIT $2)
) planned GROUP BY incident_id ORDER BY due_at, incident_id LIMIT $2
"""  # noqa: S608 (our own words)
_NEXT = f"""
SELECT LEAST(
  (SELECT min(next_step_at) FROM escalations WHERE next_step_at IS NOT NULL),
  (SELECT min(due_at) FROM incident_timers WHERE kind IN ({KINDS}))
) AS due_at
"""  # noqa: S608 (our own words)
_HOLD = """
SELECT incident_id FROM escalations WHERE incident_id = ANY($1::uuid[])
ORDER BY incident_id FOR SHARE SKIP LOCKED
"""
_STATUSES = "SELECT id, status FROM incidents WHERE id = ANY($1::uuid[])"
_LOCK_GROUPS = "SELECT pg_advisory_xact_lock(number) FROM unnest($1::bigint[]) AS number"
_IN_GROUPS = """
SELECT DISTINCT ON (i.service_id, i.group_key) i.id, i.service_id, i.group_key, i.created_at
FROM unnest($1::uuid[], $2::text[]) AS wanted (service_id, group_key)
JOIN incidents i ON i.service_id = wanted.service_id AND i.group_key = wanted.group_key
WHERE i.group_key IS NOT NULL AND i.status IN ('triggered', 'acknowledged', 'mitigated')
ORDER BY i.service_id, i.group_key, i.id DESC
"""
_LOCK = """
SELECT incident_id FROM escalations WHERE incident_id = ANY($1::uuid[])
ORDER BY incident_id FOR UPDATE
"""
_STILL_OPEN = """
SELECT id, service_id, group_key, created_at FROM incidents
WHERE id = ANY($1::uuid[]) AND status IN ('triggered', 'acknowledged', 'mitigated')
"""


@frozen
class PostgresIncidentTimers:
    """Finds the incidents whose time has come."""

    _session: Session

    async def due(self, now: datetime, limit: int) -> Sequence[IncidentId]:
        """Return incidents with a timer due at `now`, the longest overdue first; no lock."""
        return [row["incident_id"] for row in await self._session.rows(_DUE, now, limit)]

    async def next_due_at(self) -> datetime | None:
        """Return when the next timer is due."""
        row = await self._session.row(_NEXT)
        return row["due_at"] if row is not None else None


@frozen
class PostgresIncidentGroups:
    """Finds the open incident of a group of alerts."""

    _session: Session

    async def lock_open(
        self, groups: Iterable[tuple[ServiceId, str]]
    ) -> Mapping[tuple[ServiceId, str], OpenGroup]:
        """Keep others from opening an incident for these groups; return those open, newest.

        The incidents returned are locked, too: an alert never joins one that is just resolved.
        """
        wanted = set(groups)
        await self._session.run(_LOCK_GROUPS, sorted({_number(group) for group in wanted}))
        services, keys = [service for service, _ in wanted], [key for _, key in wanted]
        found = [row["id"] for row in await self._session.rows(_IN_GROUPS, services, keys)]
        if not found:
            return {}
        await self._session.run(_LOCK, found)
        rows = await self._session.rows(_STILL_OPEN, found)
        return {
            (row["service_id"], row["group_key"]): OpenGroup(row["id"], row["created_at"])
            for row in rows
        }


async def hold_incidents(session: Session, ids: Iterable[IncidentId]) -> Mapping[IncidentId, str]:
    """Keep incidents from changing until the work ends; return the statuses of those held."""
    rows = await session.rows(_HOLD, list(ids))
    if not rows:
        return {}
    held = [row["incident_id"] for row in rows]
    # A statement of its own sees the status as it is now that nobody can change it any more.
    return {row["id"]: row["status"] for row in await session.rows(_STATUSES, held)}


def _number(group: tuple[ServiceId, str]) -> int:
    """Return the number of the group's advisory lock; groups of one number wait needlessly."""
    service_id, key = group
    digest = blake2b(service_id.bytes + key.encode(), digest_size=8).digest()
    return int.from_bytes(digest, signed=True)
