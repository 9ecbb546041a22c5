"""The secret of a calendar feed opens one calendar, and nothing else."""

import pytest
from tests.unit.access.world import ANA, BEN, START, person, world_of_two

from hikeshi.access.errors import CalendarFeedNotFoundError
from hikeshi.access.model.calendar_feed import FEED_PREFIX, CalendarFeedDraft
from hikeshi.access.use_cases.create_calendar_feed import CreateCalendarFeed
from hikeshi.access.use_cases.use_calendar_feed import UseCalendarFeed


async def made_feed():
    """Return a world and Ana's feed of her own shifts."""
    world = await world_of_two()
    draft = CalendarFeedDraft(user_id=ANA)
    return world, await world.run(CreateCalendarFeed(world.secrets), draft, by=person(ANA))


async def test_the_secret_opens_its_calendar_alone():
    """A right secret at somebody else's address is as wrong as a wrong one."""
    world, made = await made_feed()

    assert (await world.run(UseCalendarFeed(), ANA, made.secret)).id == made.feed.id
    for subject, secret in ((BEN, made.secret), (ANA, f"{FEED_PREFIX}wrong"), (ANA, "")):
        with pytest.raises(CalendarFeedNotFoundError):
            await world.run(UseCalendarFeed(), subject, secret)


async def test_reads_are_noted_once_in_a_while():
    """The owner sees that an address is in use; not every read is written down."""
    world, made = await made_feed()
    noted = []
    for minutes in (0, 14, 1):
        world.wait(minutes=minutes)
        await world.run(UseCalendarFeed(), ANA, made.secret)
        noted.append(world.store.calendar_feeds.rows[made.feed.id].last_read_at)

    assert noted[0] == noted[1] == START
    assert noted[2] > START
