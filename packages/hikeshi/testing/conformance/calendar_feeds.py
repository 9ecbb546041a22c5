"""Suite for CalendarFeedRepository."""
# ruff: noqa: S101 - a suite asserts

from datetime import timedelta
from typing import Any

from attrs import evolve

from hikeshi.access.model.calendar_feed import CalendarFeed
from hikeshi.flow.work import Transactions
from hikeshi.kernel.ids import CalendarFeedId, ScheduleId, UserId
from hikeshi.testing.builders import START, new_id
from hikeshi.testing.conformance import Check

LATER = START + timedelta(minutes=1)


def _feed(user_id: UserId | None = None, **changes: Any) -> CalendarFeed:
    feed = CalendarFeed(
        id=CalendarFeedId(new_id()),
        user_id=user_id or UserId(new_id()),
        schedule_id=ScheduleId(new_id()),
        person_id=None,
        prefix="hikcal_abc",
        digest=b"\0\xff" + new_id().bytes + new_id().bytes[:14],
        created_at=START,
    )
    return evolve(feed, **changes)


async def keeps_every_field_of_a_feed(transactions: Transactions) -> None:
    """What is read equals what was written, under a lock and by digest."""
    living = _feed(last_read_at=LATER)
    ended = _feed(schedule_id=None, person_id=UserId(new_id()), revoked_at=LATER)
    await transactions.run(lambda work: work.calendar_feeds.save_many([living, ended]))
    ids = [ended.id, living.id, CalendarFeedId(new_id())]

    assert await transactions.run(lambda work: work.calendar_feeds.lock_many(ids)) == {
        living.id: living,
        ended.id: ended,
    }
    assert await transactions.run(lambda w: w.calendar_feeds.find(ended.digest)) == ended
    assert await transactions.run(lambda w: w.calendar_feeds.find(b"x")) is None


async def lists_the_feeds_a_person_made_or_is_shown_by(transactions: Transactions) -> None:
    """Living ones only, oldest first, and nobody else's."""
    ana, ben = UserId(new_id()), UserId(new_id())
    own = _feed(ana)
    shown = _feed(ben, schedule_id=None, person_id=ana)
    others = [_feed(ana, revoked_at=LATER), _feed(ben)]
    await transactions.run(lambda work: work.calendar_feeds.save_many([shown, *others, own]))

    assert await transactions.run(lambda w: w.calendar_feeds.of_user(ana)) == [own, shown]


async def notes_reads_and_ends_of_feeds(transactions: Transactions) -> None:
    """A read changes its instant alone; what was saved again takes its end."""
    feed = _feed()
    await transactions.run(lambda work: work.calendar_feeds.save_many([feed]))
    await transactions.run(lambda work: work.calendar_feeds.mark_read(feed.id, LATER))
    read = await transactions.run(lambda w: w.calendar_feeds.find(feed.digest))
    ended = feed.revoked(LATER)
    await transactions.run(lambda work: work.calendar_feeds.save_many([ended]))

    assert read == evolve(feed, last_read_at=LATER)
    assert await transactions.run(lambda w: w.calendar_feeds.find(feed.digest)) == ended


CALENDAR_FEED_REPOSITORY: tuple[Check, ...] = (
    keeps_every_field_of_a_feed,
    lists_the_feeds_a_person_made_or_is_shown_by,
    notes_reads_and_ends_of_feeds,
)
