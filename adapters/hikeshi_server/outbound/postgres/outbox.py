"""What follows after the commit, and what holds for everybody, in PostgreSQL."""

from collections.abc import Callable, Mapping, Sequence

import cattrs
import structlog
from attrs import frozen

from hikeshi.flow.directory import Organisation
from hikeshi.flow.facts import type_name
from hikeshi.flow.reactions import AFTER
from hikeshi.flow.work import OutboxRow
from hikeshi.kernel.events import Event
from hikeshi_server.outbound.postgres.documents import CONVERTER
from hikeshi_server.outbound.postgres.json_text import to_json
from hikeshi_server.outbound.postgres.session import Row, Session

_log = structlog.get_logger(__name__)

_APPEND = """
INSERT INTO outbox (consequence, type, event)
SELECT consequence, type, event::jsonb
FROM unnest($1::text[], $2::text[], $3::text[]) AS o (consequence, type, event)
"""
#: What another release wrote and this one has no row for stays, for a worker that does.
_TAKE = """
WITH taken AS (
  DELETE FROM outbox
  WHERE id IN (
    SELECT id FROM outbox
    WHERE (consequence, type) IN (SELECT * FROM unnest($2::text[], $3::text[]))
    ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED)
  RETURNING id, consequence, type, event
)
SELECT * FROM taken ORDER BY id
"""
_PUT_BACK = """
INSERT INTO outbox (id, consequence, type, event) OVERRIDING SYSTEM VALUE
SELECT id, consequence, type, event::jsonb
FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[]) AS o (id, consequence, type, event)
"""
_GET_ORGANISATION = "SELECT document FROM organisation"
_SAVE_ORGANISATION = """
INSERT INTO organisation (document) VALUES ($1::jsonb)
ON CONFLICT (singleton) DO UPDATE SET document = excluded.document
"""

#: Events that something follows after, by what follows and their own names.
KNOWN: Mapping[tuple[str, str], type[Event]] = {
    (row.name, type_name(row.on)): row.on for row in AFTER
}
_NAMES, _TYPES = (list(names) for names in zip(*KNOWN, strict=True))


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
        """Return the oldest rows nobody else has taken, and remove them with this work.

        During an upgrade a newer release may have written what this one does not know or cannot
        read: such rows stay where they are, until a worker comes that can.
        """
        taken = await self._session.rows(_TAKE, limit, _NAMES, _TYPES)
        read = [(row, _read(row)) for row in taken]
        if left := [row for row, found in read if found is None]:
            columns = ([row[name] for row in left] for name in ("id", "consequence", "type"))
            events = [to_json(row["event"]) for row in left]
            await self._session.run(_PUT_BACK, *columns, events)
        return [found for _, found in read if found is not None]


def _read(row: Row) -> OutboxRow | None:
    kind = KNOWN[row["consequence"], row["type"]]
    try:
        return OutboxRow(row["consequence"], CONVERTER.structure(row["event"], kind))
    except (cattrs.BaseValidationError, ValueError, TypeError) as error:
        _log.warning("outbox_row_left", id=row["id"], kind=row["type"], error=type(error).__name__)
        return None


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
