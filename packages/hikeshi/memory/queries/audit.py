"""The journal listed and followed in memory."""

from collections.abc import Sequence

from attrs import evolve, frozen

from hikeshi.audit.model.audit_entry import AuditEntry
from hikeshi.audit.queries import AuditEntryFilters, AuditEntryView, audit_entry_view
from hikeshi.flow.queries.keyset import Keyset
from hikeshi.kernel.paging import PageOf, PageRequest
from hikeshi.memory.queries.passing import passes
from hikeshi.memory.store import Store


@frozen
class InMemoryAuditQueries:
    """Lists the journal."""

    store: Store

    async def list_page(
        self, page: PageRequest, filters: AuditEntryFilters
    ) -> PageOf[AuditEntryView]:
        """Return a page of the entries that pass the filters."""
        keyset = Keyset.read(page, filters.SORTS, filters)
        views = (audit_entry_view(entry) for entry in self.store.journal.rows.values())
        return keyset.cut((view for view in views if passes(view, filters)), lambda _: "")


@frozen
class InMemoryJournalReader:
    """Follows the journal; in memory an entry has its position at once."""

    store: Store

    async def read_after(self, position: int, limit: int) -> Sequence[AuditEntry]:
        """Return entries beyond that position, in their order."""
        entries = list(self.store.journal.rows.values())[position : position + limit]
        return [evolve(entry, position=position + n) for n, entry in enumerate(entries, start=1)]

    async def last_position(self) -> int:
        """Return the position of the newest entry; 0 where there is none."""
        return len(self.store.journal.rows)
