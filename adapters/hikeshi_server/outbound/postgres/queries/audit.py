"""The journal listed from PostgreSQL: one statement a page."""

from attrs import frozen

from hikeshi.audit.queries import AuditEntryFilters, AuditEntryView, audit_entry_view
from hikeshi.flow.queries.keyset import Keyset
from hikeshi.kernel.paging import PageOf, PageRequest
from hikeshi_server.outbound.postgres.audit import to_entry
from hikeshi_server.outbound.postgres.queries.selection import Reader, Selection

_ENTRIES = "SELECT id, body, NULL::bigint AS position FROM audit_entries"


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
