"""People see the calendar feeds they made, and those that show them."""

import pytest
from tests.unit.access.world import ANA, BEN, person, world_of_two

from hikeshi.access.errors import CalendarFeedNotFoundError
from hikeshi.access.model.calendar_feed import CalendarFeedDraft
from hikeshi.access.use_cases.create_calendar_feed import CreateCalendarFeed
from hikeshi.access.use_cases.list_calendar_feeds import ListCalendarFeeds
from hikeshi.kernel.actor import Role


@pytest.mark.parametrize("by", [person(ANA), person(BEN, role=Role.ADMIN)])
async def test_the_list_is_for_its_owner_and_for_admins(by):
    """Both see the same, and the feed somebody else made of the person too."""
    world = await world_of_two()
    create = CreateCalendarFeed(world.secrets)
    own = await world.run(create, CalendarFeedDraft(user_id=BEN), by=person(ANA))
    shown = await world.run(create, CalendarFeedDraft(user_id=ANA), by=person(BEN))

    assert await world.run(ListCalendarFeeds(), ANA, by=by) == [own.feed, shown.feed]


async def test_others_see_none():
    """For others it is as if there were none."""
    world = await world_of_two()

    with pytest.raises(CalendarFeedNotFoundError):
        await world.run(ListCalendarFeeds(), ANA, by=person(BEN))
