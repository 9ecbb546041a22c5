"""A secret address at which a calendar program reads shifts."""

from datetime import datetime, timedelta

from attrs import evolve, field, frozen

from hikeshi.access.model.secret import digest
from hikeshi.kernel.actor import Actor
from hikeshi.kernel.errors import InvalidError
from hikeshi.kernel.ids import CalendarFeedId, ScheduleId, UserId

#: What every secret of a feed begins with, so that scanners recognise a leaked one.
FEED_PREFIX = "hikcal_"
#: Living feeds of one person; each device needs one at most.
MOST_FEEDS = 100
#: Reads are noted at most so often.
NOTED_EVERY = timedelta(minutes=15)


@frozen(kw_only=True)
class CalendarFeed:
    """A secret address at which a calendar program reads shifts, and nothing else.

    Args:
        user_id: Who made it; it ends when they leave.
        schedule_id: The schedule it shows, or
        person_id: the person it shows, on all schedules.
        prefix: The start of the secret, to recognise it by.
        digest: All that is kept of the secret.
    """

    id: CalendarFeedId
    user_id: UserId
    schedule_id: ScheduleId | None
    person_id: UserId | None
    prefix: str
    digest: bytes = field(repr=False)
    created_at: datetime
    last_read_at: datetime | None = None
    revoked_at: datetime | None = None

    def shows(self, subject: ScheduleId | UserId) -> bool:
        """Say whether the address of that schedule or person is the one it opens."""
        return self.revoked_at is None and subject in {self.schedule_id, self.person_id}

    def is_read_worth_noting(self, now: datetime) -> bool:
        """Say whether the last noted read is long enough ago."""
        return self.last_read_at is None or now - self.last_read_at >= NOTED_EVERY

    def revoked(self, now: datetime) -> "CalendarFeed":
        """End it; one that has ended stays as it is."""
        return self if self.revoked_at is not None else evolve(self, revoked_at=now)


@frozen(kw_only=True)
class CalendarFeedDraft:
    """What the feed shows: a schedule, or a person's shifts on all schedules."""

    schedule_id: ScheduleId | None = None
    user_id: UserId | None = None

    def feed(
        self, feed_id: CalendarFeedId, shown: str, secret: str, *, by: Actor, now: datetime
    ) -> CalendarFeed:
        """Return the feed of that secret.

        Raises:
            InvalidError: It names both or neither, or no person asks.
        """
        if by.id is None:
            raise InvalidError("A calendar feed belongs to a person.")
        if (self.schedule_id is None) == (self.user_id is None):
            raise InvalidError.at("/schedule_id", "name a schedule or a user, one of the two")
        return CalendarFeed(
            id=feed_id,
            user_id=UserId(by.id),
            schedule_id=self.schedule_id,
            person_id=self.user_id,
            prefix=shown,
            digest=digest(secret),
            created_at=now,
        )
