"""The journal listed from memory."""

from attrs import frozen

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
