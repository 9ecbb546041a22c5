"""Messages that are no pages: what became of them."""

from attrs import frozen
from falcon.asgi import Request, Response

from hikeshi.kernel.authorization import Permission
from hikeshi.kernel.paging import PageRequest
from hikeshi.notifications.queries import NoticeFilters
from hikeshi_server.inbound.console.sentences import slug
from hikeshi_server.inbound.console.visits import ScreenOf, page

#: More are read over the API.
MOST_SHOWN = 100


@frozen
class NoticesPage(ScreenOf):
    """GET /notices"""

    @page
    async def on_get(self, request: Request, response: Response) -> None:
        """Show what the person was told; with `?whose=all` an admin sees everybody's."""
        visit = await self.desk.visit(request)
        administers = visit.may(Permission.ADMINISTER)
        everybody = administers and request.get_param("whose") == "all"
        filters = NoticeFilters(user_id=None if everybody or visit.user is None else visit.user.id)
        found = await self.desk.parts.notifications.notices_page(
            PageRequest(limit=MOST_SHOWN), filters
        )
        self.desk.show(
            response,
            visit,
            "notices.html",
            notices=found.items,
            everybody=everybody,
            administers=administers,
            slug=slug,
        )

    on_head = on_get
