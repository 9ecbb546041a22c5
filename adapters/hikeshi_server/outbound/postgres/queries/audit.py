"""The journal listed and followed in PostgreSQL: one statement a page."""

from collections.abc import Sequence

from attrs import frozen

from hikeshi.audit.model.audit_entry import AuditEntry
from hikeshi.audit.queries import AuditEntryFilters, AuditEntryView, audit_entry_view
from hikeshi.flow.queries.keyset import Keyset
from hikeshi.kernel.paging import PageOf, PageRequest
from hikeshi_server.outbound.postgres.audit import to_entry
from hikeshi_server.outbound.postgres.queries.selection import Reader, Selection

_ENTRIES = "SELECT id, body, NULL::bigint AS position FROM audit_entries"

# Seals are few and hold up to thousands of entries each: the first one that reaches beyond the
# position is found through an index.
_AFTER = """
SELECT s.first_position + o.place - 1 AS position, e.id, e.at, e.type, e.object_id, e.body
FROM (
  SELECT first_position, entry_ids FROM audit_seals
  WHERE last_position > $1 ORDER BY last_position LIMIT 10
) s
CROSS JOIN LATERAL unnest(s.entry_ids) WITH ORDINALITY AS o (id, place)
JOIN audit_entries e ON e.id = o.id
WHERE s.first_position + o.place - 1 > $1
ORDER BY position LIMIT $2
"""
_LAST = "SELECT max(last_position) AS position FROM audit_seals"


@frozen
class PostgresAuditQueries:
    """Lists the journal; entries show before they are sealed."""

    _reader: Reader

    async def list_page(
        self, page: PageRequest, filters: AuditEntryFilters
    ) -> PageOf[AuditEntryView]:
        """Return a page of the entries that pass the filters."""
        keyset = Keyset.read(page, filters.SORTS, filters)
        wanted = (
            Selection(_ENTRIES)
            .where("object_id = {}", filters.object_id)
            .where("actor_id = {}", filters.actor_id)
            .where("type = {}", filters.type)
        )
        rows = await self._reader.rows(wanted.page(keyset), *wanted.values)
        return keyset.page([audit_entry_view(to_entry(row)) for row in rows], lambda _: "")


@frozen
class PostgresJournalReader:
    """Follows the journal by the positions that sealing gave."""

    _reader: Reader

    async def read_after(self, position: int, limit: int) -> Sequence[AuditEntry]:
        """Return sealed entries beyond that position, in their order."""
        return [to_entry(row) for row in await self._reader.rows(_AFTER, position, limit)]

    async def last_position(self) -> int:
        """Return the position of the newest sealed entry; 0 where there is none."""
        (row,) = await self._reader.rows(_LAST)
        return row["position"] or 0
