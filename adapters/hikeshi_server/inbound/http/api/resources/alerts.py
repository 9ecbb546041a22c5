"""/alerts, /unreadable-signals and /refused-keys"""

from attrs import frozen

from hikeshi.alerts.errors import AlertNotFoundError
from hikeshi.alerts.queries import (
    AlertFilters,
    AlertQueries,
    AlertView,
    RefusedKeyFilters,
    RefusedKeyView,
    UnreadableSignalFilters,
    UnreadableSignalView,
    alert_view,
)
from hikeshi.flow.work import Work
from hikeshi.kernel.ids import AlertId
from hikeshi.kernel.paging import PageOf, PageRequest
from hikeshi_server.inbound.http.api.call import Call


@frozen
class Alerts:
    """/alerts, /unreadable-signals and /refused-keys"""

    queries: AlertQueries

    async def list_page(
        self, call: Call, page: PageRequest, filters: AlertFilters
    ) -> PageOf[AlertView]:
        """GET /alerts"""
        del call
        found = await self.queries.list_page(page, filters)
        return PageOf(tuple(alert_view(alert) for alert in found.items), found.next_cursor)

    async def read(self, work: Work, call: Call, alert: AlertId) -> AlertView:
        """GET /alerts/{alert}"""
        del call
        found = (await work.alerts.get_many((alert,))).get(alert)
        if found is None:
            raise AlertNotFoundError
        return alert_view(found)

    async def list_unreadable(
        self, call: Call, page: PageRequest, filters: UnreadableSignalFilters
    ) -> PageOf[UnreadableSignalView]:
        """GET /unreadable-signals"""
        del call
        return await self.queries.unreadable_page(page, filters)

    async def list_refused_keys(
        self, call: Call, page: PageRequest, filters: RefusedKeyFilters
    ) -> PageOf[RefusedKeyView]:
        """GET /refused-keys"""
        del call
        return await self.queries.refused_keys_page(page, filters)
