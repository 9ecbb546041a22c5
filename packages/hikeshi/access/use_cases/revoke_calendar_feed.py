"""End a calendar feed, one's own or, as an admin, anybody's."""

from attrs import frozen

from hikeshi.access.errors import CalendarFeedNotFoundError
from hikeshi.access.ports import AccessWork
from hikeshi.access.use_cases._revoking import revoke_feeds
from hikeshi.kernel.actor import Actor
from hikeshi.kernel.authorization import Permission, allowed
from hikeshi.kernel.ids import CalendarFeedId


@frozen
class RevokeCalendarFeed:
    """End a calendar feed, one's own or, as an admin, anybody's."""

    async def __call__(self, work: AccessWork, feed_id: CalendarFeedId, *, by: Actor) -> None:
        """End it; one that has ended already stays ended.

        Whoever a feed shows may end it, too.

        Raises:
            CalendarFeedNotFoundError: There is none, or it is not `by`'s to end.
        """
        feed = (await work.calendar_feeds.lock_many([feed_id])).get(feed_id)
        if feed is None:
            raise CalendarFeedNotFoundError
        concerned = by.id is not None and by.id in {feed.user_id, feed.person_id}
        if not concerned and not allowed(by, Permission.ADMINISTER):
            raise CalendarFeedNotFoundError
        await revoke_feeds(work, [feed], by=by)
