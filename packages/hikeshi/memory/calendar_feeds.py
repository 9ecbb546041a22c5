"""Secret addresses of calendars, in memory."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from attrs import evolve, frozen

from hikeshi.access.model.calendar_feed import CalendarFeed
from hikeshi.kernel.ids import CalendarFeedId, UserId
from hikeshi.memory.store import Store


@frozen
class InMemoryCalendarFeedRepository:
    """Keeps the secret addresses of calendars."""

    store: Store

    async def lock_many(
        self, ids: Iterable[CalendarFeedId]
    ) -> Mapping[CalendarFeedId, CalendarFeed]:
        """Return those that exist; one work at a time needs no lock."""
        return self.store.calendar_feeds.pick(ids)

    async def find(self, digest: bytes) -> CalendarFeed | None:
        """Return the feed of that digest."""
        rows = self.store.calendar_feeds.rows.values()
        return next((row for row in rows if row.digest == digest), None)

    async def of_user(self, user_id: UserId) -> Sequence[CalendarFeed]:
        """Return those the person made, or that show them, and are not revoked; oldest first."""
        rows = [row for _, row in sorted(self.store.calendar_feeds.rows.items())]
        living = [row for row in rows if row.revoked_at is None]
        return [row for row in living if user_id in {row.user_id, row.person_id}]

    async def save_many(self, feeds: Sequence[CalendarFeed]) -> None:
        """Write these."""
        for feed in feeds:
            self.store.calendar_feeds.put(feed.id, feed)

    async def mark_read(self, feed_id: CalendarFeedId, at: datetime) -> None:
        """Note the read."""
        feed = self.store.calendar_feeds.rows[feed_id]
        self.store.calendar_feeds.put(feed_id, evolve(feed, last_read_at=at))
