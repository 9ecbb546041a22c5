"""/audit-entries"""

from attrs import frozen

from hikeshi.audit.queries import AuditEntryFilters, AuditEntryView, AuditQueries
from hikeshi.kernel.paging import PageOf, PageRequest
from hikeshi_server.inbound.http.api.call import Call


@frozen
class AuditEntries:
    """/audit-entries"""

    queries: AuditQueries

    async def list_page(
        self, call: Call, page: PageRequest, filters: AuditEntryFilters
    ) -> PageOf[AuditEntryView]:
        """GET /audit-entries"""
        del call
        return await self.queries.list_page(page, filters)
