"""Show a person the calendar feeds they made."""

from collections.abc import Sequence

from attrs import frozen

from hikeshi.access.errors import CalendarFeedNotFoundError
from hikeshi.access.model.calendar_feed import CalendarFeed
from hikeshi.access.ports import AccessWork
from hikeshi.kernel.actor import Actor
from hikeshi.kernel.authorization import Permission, allowed
from hikeshi.kernel.ids import UserId


@frozen
class ListCalendarFeeds:
    """Show a person the calendar feeds they made."""

    async def __call__(
        self, work: AccessWork, user_id: UserId, *, by: Actor
    ) -> Sequence[CalendarFeed]:
        """Return those the person made or that show them, oldest first, without their secrets.

        Raises:
            CalendarFeedNotFoundError: They are somebody else's, and `by` is no admin.
        """
        if by.id != user_id and not allowed(by, Permission.ADMINISTER):
            raise CalendarFeedNotFoundError
        return await work.calendar_feeds.of_user(user_id)
