"""A calendar feed is a secret address; of the secret only a digest is kept."""

from uuid import UUID

import pytest
from tests.unit.access.world import ANA, person, world_of_two

from hikeshi.access.errors import TooManyCalendarFeedsError
from hikeshi.access.model.calendar_feed import MOST_FEEDS, CalendarFeedDraft
from hikeshi.access.use_cases.create_calendar_feed import CreateCalendarFeed
from hikeshi.kernel.errors import ForbiddenError, InvalidError
from hikeshi.kernel.ids import ScheduleId

SCHEDULE = ScheduleId(UUID(int=50))


async def test_the_secret_is_shown_once_and_kept_nowhere():
    """The feed holds a prefix to recognise the secret by, and its digest."""
    world = await world_of_two()
    draft = CalendarFeedDraft(schedule_id=SCHEDULE)

    made = await world.run(CreateCalendarFeed(world.secrets), draft, by=person(ANA))

    assert made.secret.startswith(made.feed.prefix)
    assert made.secret not in repr(world.store.calendar_feeds.rows)
    assert (made.feed.user_id, made.feed.schedule_id) == (ANA, SCHEDULE)
    assert world.happened() == ["CalendarFeedCreated"]


@pytest.mark.parametrize(
    "draft", [CalendarFeedDraft(), CalendarFeedDraft(schedule_id=SCHEDULE, user_id=ANA)]
)
async def test_a_feed_shows_one_thing(draft):
    """A draft that names both or neither is refused at its field."""
    world = await world_of_two()

    with pytest.raises(InvalidError) as refused:
        await world.run(CreateCalendarFeed(world.secrets), draft, by=person(ANA))
    assert refused.value.faults[0].pointer == "/schedule_id"


async def test_it_takes_the_permission_to_read():
    """A token without the scope makes none."""
    world = await world_of_two()
    by = person(ANA, scopes=frozenset({"respond"}))

    with pytest.raises(ForbiddenError):
        await world.run(CreateCalendarFeed(world.secrets), CalendarFeedDraft(user_id=ANA), by=by)


async def test_nobody_collects_feeds_without_end():
    """Beyond the limit a feed has to be revoked first."""
    world = await world_of_two()
    create, draft = CreateCalendarFeed(world.secrets), CalendarFeedDraft(user_id=ANA)
    for _ in range(MOST_FEEDS):
        await world.run(create, draft, by=person(ANA))

    with pytest.raises(TooManyCalendarFeedsError):
        await world.run(create, draft, by=person(ANA))
