"""/notices"""

from attrs import evolve, frozen

from hikeshi.kernel.authorization import Permission, allowed, require
from hikeshi.kernel.ids import UserId
from hikeshi.kernel.paging import PageOf, PageRequest
from hikeshi.notifications.queries import NoticeFilters, NoticeView, NotificationQueries
from hikeshi_server.inbound.http.api.call import Call


@frozen
class Notices:
    """/notices: what a person is told is theirs, and an admin's to look after."""

    queries: NotificationQueries

    async def list_page(
        self, call: Call, page: PageRequest, filters: NoticeFilters
    ) -> PageOf[NoticeView]:
        """GET /notices"""
        own = None if call.actor.id is None else UserId(call.actor.id)
        if own is None or filters.user_id not in {None, own}:
            require(call.actor, Permission.ADMINISTER)
        elif not allowed(call.actor, Permission.ADMINISTER):
            filters = evolve(filters, user_id=own)
        return await self.queries.notices_page(page, filters)
