"""A calendar feed is ended by whoever made it, whomever it shows, and admins."""

from uuid import UUID

import pytest
from tests.unit.access.world import ANA, BEN, person, world_of_two

from hikeshi.access.errors import CalendarFeedNotFoundError
from hikeshi.access.model.calendar_feed import CalendarFeedDraft
from hikeshi.access.use_cases.create_calendar_feed import CreateCalendarFeed
from hikeshi.access.use_cases.revoke_calendar_feed import RevokeCalendarFeed
from hikeshi.access.use_cases.use_calendar_feed import UseCalendarFeed
from hikeshi.kernel.actor import Role
from hikeshi.kernel.ids import CalendarFeedId, UserId

CY = UserId(UUID(int=3))


@pytest.mark.parametrize("by", [person(ANA), person(BEN), person(CY, role=Role.ADMIN)])
async def test_a_revoked_feed_opens_nothing(by):
    """It stops at once, and revoking it again changes nothing."""
    world = await world_of_two()
    create = CreateCalendarFeed(world.secrets)
    made = await world.run(create, CalendarFeedDraft(user_id=BEN), by=person(ANA))
    world.happened()

    await world.run(RevokeCalendarFeed(), made.feed.id, by=by)
    await world.run(RevokeCalendarFeed(), made.feed.id, by=by)

    with pytest.raises(CalendarFeedNotFoundError):
        await world.run(UseCalendarFeed(), BEN, made.secret)
    assert world.happened() == ["CalendarFeedRevoked"]


async def test_nobody_else_ends_it():
    """For others it is as if there was none, as it is for an id nobody has."""
    world = await world_of_two()
    create = CreateCalendarFeed(world.secrets)
    made = await world.run(create, CalendarFeedDraft(user_id=ANA), by=person(ANA))

    for feed_id in (made.feed.id, CalendarFeedId(UUID(int=9))):
        with pytest.raises(CalendarFeedNotFoundError):
            await world.run(RevokeCalendarFeed(), feed_id, by=person(BEN))
    assert await world.run(UseCalendarFeed(), ANA, made.secret)
