"""Secret addresses of calendars in PostgreSQL."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from attrs import frozen

from hikeshi.access.model.calendar_feed import CalendarFeed
from hikeshi.kernel.ids import CalendarFeedId, UserId
from hikeshi_server.outbound.postgres.session import Session

_LOCK = "SELECT * FROM calendar_feeds WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE"
_FIND = "SELECT * FROM calendar_feeds WHERE digest = $1"
_OF_USER = """
SELECT * FROM calendar_feeds
WHERE (user_id = $1 OR person_id = $1) AND revoked_at IS NULL ORDER BY id
"""
_SAVE = """
INSERT INTO calendar_feeds (id, user_id, schedule_id, person_id, prefix, digest, created_at,
  last_read_at, revoked_at)
SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::bytea[],
  $7::timestamptz[], $8::timestamptz[], $9::timestamptz[])
ON CONFLICT (id) DO UPDATE SET last_read_at = excluded.last_read_at,
  revoked_at = excluded.revoked_at
"""
_READ = "UPDATE calendar_feeds SET last_read_at = greatest(last_read_at, $2) WHERE id = $1"


@frozen
class PostgresCalendarFeedRepository:
    """Keeps the secret addresses of calendars."""

    _connection: Session

    async def lock_many(
        self, ids: Iterable[CalendarFeedId]
    ) -> Mapping[CalendarFeedId, CalendarFeed]:
        """Return those that exist, locked in the order of their ids until the work ends."""
        rows = await self._connection.rows(_LOCK, list(ids))
        return {row["id"]: CalendarFeed(**row) for row in rows}

    async def find(self, digest: bytes) -> CalendarFeed | None:
        """Return the feed of that digest."""
        row = await self._connection.row(_FIND, digest)
        return CalendarFeed(**row) if row is not None else None

    async def of_user(self, user_id: UserId) -> Sequence[CalendarFeed]:
        """Return those the person made, or that show them, and are not revoked; oldest first."""
        return [CalendarFeed(**row) for row in await self._connection.rows(_OF_USER, user_id)]

    async def save_many(self, feeds: Sequence[CalendarFeed]) -> None:
        """Write new feeds, or locked ones as they are now."""
        await self._connection.run(
            _SAVE,
            [feed.id for feed in feeds],
            [feed.user_id for feed in feeds],
            [feed.schedule_id for feed in feeds],
            [feed.person_id for feed in feeds],
            [feed.prefix for feed in feeds],
            [feed.digest for feed in feeds],
            [feed.created_at for feed in feeds],
            [feed.last_read_at for feed in feeds],
            [feed.revoked_at for feed in feeds],
        )

    async def mark_read(self, feed_id: CalendarFeedId, at: datetime) -> None:
        """Note that a program read it, and nothing else."""
        await self._connection.run(_READ, feed_id, at)
