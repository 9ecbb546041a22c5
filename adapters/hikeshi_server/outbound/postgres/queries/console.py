"""What the console's pages show, read from PostgreSQL: one statement for each page."""

from collections.abc import Sequence

from attrs import frozen

from hikeshi.incidents.model.incident import Incident
from hikeshi_server.outbound.postgres.incident_rows import to_incident
from hikeshi_server.outbound.postgres.queries.selection import Reader

_INCIDENTS = """
SELECT i.*, e.policy_id, e.policy_version, e.step, e.round, e.epoch, e.next_step_at,
  e.waiting_until, e.giver, e.exhausted, e.paged_since_acknowledged, e.paged, e.assignee_ids,
  NULL::text[] AS kinds, NULL::timestamptz[] AS due_ats, NULL::bigint[] AS epochs
FROM incidents i JOIN escalations e ON e.incident_id = i.id
"""
# Open incidents are few and have an index of their own; sorting them costs nothing.
_OPEN = f"""{_INCIDENTS}
WHERE i.status IN ('triggered', 'acknowledged', 'mitigated') AND i.drill_id IS NULL
ORDER BY i.status <> 'triggered', i.severity, i.number LIMIT $1
"""
_OF_NUMBER = f"{_INCIDENTS} WHERE i.number = $1"


@frozen
class PostgresConsoleQueries:
    """Reads what whole pages show; incidents come without their timers."""

    _reader: Reader

    async def open_incidents(self, limit: int) -> Sequence[Incident]:
        """Return open incidents: unanswered ones first, then the worst, then the oldest."""
        return [to_incident(row) for row in await self._reader.rows(_OPEN, limit)]

    async def incident_of_number(self, number: int) -> Incident | None:
        """Return the incident people call by that number."""
        rows = await self._reader.rows(_OF_NUMBER, number)
        return to_incident(rows[0]) if rows else None
