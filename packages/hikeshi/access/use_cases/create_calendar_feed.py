"""Make a secret address at which one's calendar program reads shifts."""

from attrs import field, frozen

from hikeshi.access.errors import TooManyCalendarFeedsError
from hikeshi.access.events import CalendarFeedCreated
from hikeshi.access.model.api_token import SHOWN_BYTES
from hikeshi.access.model.calendar_feed import (
    FEED_PREFIX,
    MOST_FEEDS,
    CalendarFeed,
    CalendarFeedDraft,
)
from hikeshi.access.model.secret import SECRET_BYTES
from hikeshi.access.ports import AccessWork, SecretSource
from hikeshi.kernel.actor import Actor
from hikeshi.kernel.authorization import Permission, require
from hikeshi.kernel.ids import CalendarFeedId, EventId


@frozen
class NewCalendarFeed:
    """A feed and its secret, which is shown this once."""

    feed: CalendarFeed
    secret: str = field(repr=False)


@frozen
class CreateCalendarFeed:
    """Make a secret address at which one's calendar program reads shifts."""

    secrets: SecretSource

    async def __call__(
        self, work: AccessWork, draft: CalendarFeedDraft, *, by: Actor
    ) -> NewCalendarFeed:
        """Make it.

        Raises:
            ForbiddenError: The person may not read.
            InvalidError: The draft names both a schedule and a person, or neither.
            TooManyCalendarFeedsError: The person has enough of them.
        """
        require(by, Permission.READ)
        shown = FEED_PREFIX + self.secrets.text(SHOWN_BYTES)
        secret = shown + self.secrets.text(SECRET_BYTES)
        feed = draft.feed(CalendarFeedId(work.ids()), shown, secret, by=by, now=work.now)
        if len(await work.calendar_feeds.of_user(feed.user_id)) >= MOST_FEEDS:
            raise TooManyCalendarFeedsError
        await work.calendar_feeds.save_many([feed])
        work.record(
            CalendarFeedCreated(
                id=EventId(work.ids()),
                at=work.now,
                by=by,
                user_id=feed.user_id,
                calendar_feed_id=feed.id,
                schedule_id=feed.schedule_id,
                person_id=feed.person_id,
            )
        )
        return NewCalendarFeed(feed, secret)
