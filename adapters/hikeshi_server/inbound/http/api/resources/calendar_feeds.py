"""/calendar-feeds"""

from attrs import frozen

from hikeshi.access.model.calendar_feed import CalendarFeedDraft
from hikeshi.access.use_cases.create_calendar_feed import CreateCalendarFeed
from hikeshi.access.use_cases.list_calendar_feeds import ListCalendarFeeds
from hikeshi.access.use_cases.revoke_calendar_feed import RevokeCalendarFeed
from hikeshi.flow.queries.in_order import cut_in_order
from hikeshi.flow.work import Work
from hikeshi.kernel.errors import InvalidError
from hikeshi.kernel.ids import CalendarFeedId, UserId
from hikeshi.kernel.paging import PageOf, PageRequest
from hikeshi_server.inbound.http.api.bodies.calendar_feeds import (
    CalendarFeedFilters,
    CalendarFeedView,
    NewCalendarFeedView,
    calendar_feed_view,
    new_calendar_feed_view,
)
from hikeshi_server.inbound.http.api.call import Call


@frozen(kw_only=True)
class CalendarFeeds:
    """/calendar-feeds

    Args:
        public_url: Where calendar programs reach this server.
    """

    public_url: str
    create_calendar_feed: CreateCalendarFeed
    list_calendar_feeds: ListCalendarFeeds
    revoke_calendar_feed: RevokeCalendarFeed

    async def list_page(
        self, work: Work, call: Call, page: PageRequest, filters: CalendarFeedFilters
    ) -> PageOf[CalendarFeedView]:
        """GET /calendar-feeds"""
        asked = filters.owner_id or call.actor.id
        if asked is None:
            raise InvalidError.at("/owner_id", "must name a person: whoever asks is none")
        feeds = await self.list_calendar_feeds(work, UserId(asked), by=call.actor)
        views = tuple(calendar_feed_view(feed) for feed in feeds)
        return cut_in_order(views, page, lambda view: view.id)

    async def create(self, work: Work, call: Call, body: CalendarFeedDraft) -> NewCalendarFeedView:
        """POST /calendar-feeds"""
        made = await self.create_calendar_feed(work, body, by=call.actor)
        return new_calendar_feed_view(made, self.public_url)

    async def revoke(self, work: Work, call: Call, feed: CalendarFeedId) -> None:
        """DELETE /calendar-feeds/{feed}"""
        await self.revoke_calendar_feed(work, feed, by=call.actor)
