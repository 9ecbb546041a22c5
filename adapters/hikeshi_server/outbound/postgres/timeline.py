"""What happened to incidents, in PostgreSQL."""

from collections.abc import Sequence

from attrs import frozen

from hikeshi.incidents.model.timeline_entry import TimelineEntry
from hikeshi.kernel.actor import Actor, ActorKind
from hikeshi.kernel.ids import IncidentId
from hikeshi_server.outbound.postgres.json_text import to_json
from hikeshi_server.outbound.postgres.session import Row, Session

_APPEND = """
INSERT INTO timeline_entries (incident_id, id, at, actor_kind, actor_id, kind, facts)
SELECT incident_id, id, at, by->>'kind', (by->>'id')::uuid, kind, facts::jsonb
FROM json_to_recordset($1::text::json)
AS t (incident_id uuid, id uuid, at timestamptz, by json, kind text, facts json)
"""
_OF_INCIDENT = "SELECT * FROM timeline_entries WHERE incident_id = $1 ORDER BY id"


@frozen
class PostgresTimeline:
    """Keeps what happened to incidents; of an actor kind and id are kept."""

    _session: Session

    async def append_many(self, entries: Sequence[TimelineEntry]) -> None:
        """Write entries; none is ever changed."""
        await self._session.later(_APPEND, to_json(entries))

    async def of_incident(self, incident_id: IncidentId) -> Sequence[TimelineEntry]:
        """Return the incident's entries in the order they happened."""
        rows = await self._session.rows(_OF_INCIDENT, incident_id)
        return [to_entry(row) for row in rows]


def to_entry(row: Row) -> TimelineEntry:
    """Return the entry of a row."""
    return TimelineEntry(
        id=row["id"],
        incident_id=row["incident_id"],
        at=row["at"],
        by=Actor(ActorKind(row["actor_kind"]), row["actor_id"]),
        kind=row["kind"],
        facts=row["facts"],
    )
