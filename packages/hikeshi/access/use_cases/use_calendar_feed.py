"""Recognise the secret a calendar program came with."""

from attrs import frozen

from hikeshi.access.errors import CalendarFeedNotFoundError
from hikeshi.access.model.calendar_feed import FEED_PREFIX, CalendarFeed
from hikeshi.access.model.secret import digest, matches
from hikeshi.access.ports import AccessWork
from hikeshi.kernel.ids import ScheduleId, UserId


@frozen
class UseCalendarFeed:
    """Recognise the secret a calendar program came with."""

    async def __call__(
        self, work: AccessWork, subject: ScheduleId | UserId, secret: str
    ) -> CalendarFeed:
        """Return the living feed of that secret; a read is noted every quarter of an hour.

        Args:
            work: The unit of work.
            subject: The schedule or person whose address was asked for.
            secret: What the address carries.

        Raises:
            CalendarFeedNotFoundError: It opens nothing, or something else.
        """
        if not secret.startswith(FEED_PREFIX):
            raise CalendarFeedNotFoundError
        feed = await work.calendar_feeds.find(digest(secret))
        if feed is None or not (matches(feed.digest, secret) and feed.shows(subject)):
            raise CalendarFeedNotFoundError
        if feed.is_read_worth_noting(work.now):
            await work.calendar_feeds.mark_read(feed.id, work.now)
        return feed
