"""/alerts and /unreadable-signals"""

from attrs import frozen

from hikeshi.alerts.errors import AlertNotFoundError
from hikeshi.alerts.model.alert import Alert
from hikeshi.alerts.queries import (
    AlertFilters,
    AlertQueries,
    UnreadableSignalFilters,
    UnreadableSignalView,
)
from hikeshi.flow.work import Work
from hikeshi.kernel.ids import AlertId
from hikeshi.kernel.paging import PageOf, PageRequest
from hikeshi_server.inbound.http.api.call import Call


@frozen
class Alerts:
    """/alerts and /unreadable-signals"""

    queries: AlertQueries

    async def list_page(
        self, call: Call, page: PageRequest, filters: AlertFilters
    ) -> PageOf[Alert]:
        """GET /alerts"""
        del call
        return await self.queries.list_page(page, filters)

    async def read(self, work: Work, call: Call, alert: AlertId) -> Alert:
        """GET /alerts/{alert}"""
        del call
        found = (await work.alerts.get_many((alert,))).get(alert)
        if found is None:
            raise AlertNotFoundError
        return found

    async def list_unreadable(
        self, call: Call, page: PageRequest, filters: UnreadableSignalFilters
    ) -> PageOf[UnreadableSignalView]:
        """GET /unreadable-signals"""
        del call
        return await self.queries.unreadable_page(page, filters)
