"""What follows after the commit, and what holds for everybody, in PostgreSQL."""

from collections.abc import Callable, Mapping, Sequence

from attrs import frozen

from hikeshi.flow.directory import Organisation
from hikeshi.flow.facts import type_name
from hikeshi.flow.reactions import REACTIONS, After
from hikeshi.flow.work import OutboxRow
from hikeshi.kernel.events import Event
from hikeshi_server.outbound.postgres.documents import CONVERTER
from hikeshi_server.outbound.postgres.json_text import to_json
from hikeshi_server.outbound.postgres.session import Session

_APPEND = """
INSERT INTO outbox (consequence, type, event)
SELECT consequence, type, event::jsonb
FROM unnest($1::text[], $2::text[], $3::text[]) AS o (consequence, type, event)
"""
_TAKE = """
WITH taken AS (
  DELETE FROM outbox
  WHERE id IN (SELECT id FROM outbox ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED)
  RETURNING id, consequence, type, event
)
SELECT * FROM taken ORDER BY id
"""
_GET_ORGANISATION = "SELECT document FROM organisation"
_SAVE_ORGANISATION = """
INSERT INTO organisation (document) VALUES ($1::jsonb)
ON CONFLICT (singleton) DO UPDATE SET document = excluded.document
"""

#: Events that something follows after, by their names.
EVENTS: Mapping[str, type[Event]] = {
    type_name(row.on): row.on for row in REACTIONS if isinstance(row, After)
}


@frozen
class PostgresOutbox:
    """Keeps what follows after the commit until it has been done.

    Args:
        filled: Told that there is something to do.
    """

    _session: Session
    _filled: Callable[[], None]

    async def append_many(self, rows: Sequence[OutboxRow]) -> None:
        """Write rows."""
        await self._session.later(
            _APPEND,
            [row.consequence for row in rows],
            [type_name(type(row.event)) for row in rows],
            [to_json(CONVERTER.unstructure(row.event)) for row in rows],
        )
        self._filled()

    async def take(self, limit: int) -> Sequence[OutboxRow]:
        """Return the oldest rows nobody else has taken, and remove them with this work."""
        rows = await self._session.rows(_TAKE, limit)
        return [
            OutboxRow(row["consequence"], CONVERTER.structure(row["event"], EVENTS[row["type"]]))
            for row in rows
        ]


@frozen
class PostgresOrganisationRepository:
    """Keeps what holds for everybody."""

    _session: Session
    _changed: Callable[[], None]

    async def get(self) -> Organisation:
        """Return it."""
        row = await self._session.row(_GET_ORGANISATION)
        if row is None:
            return Organisation()
        return CONVERTER.structure(row["document"], Organisation)

    async def save(self, organisation: Organisation) -> None:
        """Write it."""
        await self._session.run(_SAVE_ORGANISATION, to_json(CONVERTER.unstructure(organisation)))
        self._changed()
