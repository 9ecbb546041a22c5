"""Calendar feeds on the wire."""

from datetime import datetime
from typing import ClassVar

from attrs import field, frozen

from hikeshi.access.model.calendar_feed import CalendarFeed
from hikeshi.access.use_cases.create_calendar_feed import NewCalendarFeed
from hikeshi.kernel.ids import CalendarFeedId, ScheduleId, UserId


@frozen(kw_only=True)
class CalendarFeedFilters:
    """Whose feeds; by default one's own."""

    SORTS: ClassVar[tuple[str, ...]] = ()

    owner_id: UserId | None = None


@frozen(kw_only=True)
class CalendarFeedView:
    """A calendar feed in a list.

    Args:
        owner_id: Who made it.
        schedule_id: The schedule it shows, or
        user_id: the person it shows.
        prefix: The start of its token, to recognise it by.
    """

    id: CalendarFeedId
    owner_id: UserId
    schedule_id: ScheduleId | None
    user_id: UserId | None
    prefix: str
    created_at: datetime
    last_read_at: datetime | None


@frozen(kw_only=True)
class NewCalendarFeedView(CalendarFeedView):
    """A new calendar feed.

    Args:
        url: The secret address; it is in this answer and nowhere else ever.
    """

    url: str = field(repr=False)


def calendar_feed_view(feed: CalendarFeed) -> CalendarFeedView:
    """Return a feed as it is answered."""
    return CalendarFeedView(
        id=feed.id,
        owner_id=feed.user_id,
        schedule_id=feed.schedule_id,
        user_id=feed.person_id,
        prefix=feed.prefix,
        created_at=feed.created_at,
        last_read_at=feed.last_read_at,
    )


def new_calendar_feed_view(made: NewCalendarFeed, public_url: str) -> NewCalendarFeedView:
    """Return a new feed as it is answered, this once with its address."""
    feed = made.feed
    subject = f"users/{feed.person_id}"
    if feed.schedule_id is not None:
        subject = f"schedules/{feed.schedule_id}"
    return NewCalendarFeedView(
        id=feed.id,
        owner_id=feed.user_id,
        schedule_id=feed.schedule_id,
        user_id=feed.person_id,
        prefix=feed.prefix,
        created_at=feed.created_at,
        last_read_at=feed.last_read_at,
        url=f"{public_url}/api/v1/{subject}/calendar.ics?token={made.secret}",
    )
