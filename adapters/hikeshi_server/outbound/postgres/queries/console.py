"""What the console's pages show, read from PostgreSQL: one statement for each page."""

from collections.abc import Sequence

from attrs import frozen
from sqlalchemy.ext.asyncio import AsyncEngine

from hikeshi.incidents.model.incident import Incident
from hikeshi_server.outbound.postgres.errors import translated
from hikeshi_server.outbound.postgres.incident_rows import to_incident
from hikeshi_server.outbound.postgres.session import Row
from hikeshi_server.outbound.postgres.transactions import opened, transaction

_COLUMNS = """
SELECT i.*, e.policy_id, e.policy_version, e.step, e.round, e.epoch, e.next_step_at,
  e.waiting_until, e.giver, e.exhausted, e.paged_since_acknowledged, e.paged, e.assignee_ids,
  NULL::text[] AS kinds, NULL::timestamptz[] AS due_ats, NULL::bigint[] AS epochs
FROM incidents i JOIN escalations e ON e.incident_id = i.id
"""
# Open incidents are few and have an index of their own; sorting them costs nothing.
_OPEN = f"""{_COLUMNS}
WHERE i.status IN ('triggered', 'acknowledged', 'mitigated')
ORDER BY i.status <> 'triggered', i.severity, i.number LIMIT $1
"""
_OF_NUMBER = f"{_COLUMNS} WHERE i.number = $1"


@frozen
class PostgresConsoleQueries:
    """Reads what whole pages show; incidents come without their timers."""

    engine: AsyncEngine

    async def open_incidents(self, limit: int) -> Sequence[Incident]:
        """Return open incidents: unanswered ones first, then the worst, then the oldest."""
        return [to_incident(row) for row in await self._rows(_OPEN, limit)]

    async def incident_of_number(self, number: int) -> Incident | None:
        """Return the incident people call by that number."""
        rows = await self._rows(_OF_NUMBER, number)
        return to_incident(rows[0]) if rows else None

    async def _rows(self, statement: str, value: int) -> Sequence[Row]:
        try:
            async with opened(self.engine) as connection, transaction(connection) as session:
                return await session.rows(statement, value)
        except Exception as error:
            raise translated(error) from error
