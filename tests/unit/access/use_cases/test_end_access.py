"""People who have left lose what they had, for good."""

import pytest
from attrs import evolve
from tests.unit.access.world import ANA, BEN, person, world_of_two

from hikeshi.access.errors import CalendarFeedNotFoundError
from hikeshi.access.model.api_token import ApiTokenDraft
from hikeshi.access.model.calendar_feed import CalendarFeedDraft
from hikeshi.access.use_cases.create_calendar_feed import CreateCalendarFeed
from hikeshi.access.use_cases.end_access import EndAccess
from hikeshi.access.use_cases.use_calendar_feed import UseCalendarFeed
from hikeshi.kernel.actor import SYSTEM


async def test_what_somebody_had_does_not_open_again_when_they_return():
    """Sessions and tokens stay ended after a deactivation was taken back; others keep theirs."""
    world = await world_of_two()
    session, made, bens = (
        await world.open(),
        await world.make_token(ApiTokenDraft(name="ci")),
        await world.open("ben"),
    )
    await world.deactivate(ANA)
    await world.run(EndAccess(), [ANA], by=SYSTEM)

    async def come_back(work):
        user = (await work.users.lock_many([ANA]))[ANA]
        await work.users.save_many([evolve(user, active=True, version=user.version + 1)])

    await world.transactions.run(come_back)

    assert await world.recognising.by_access_token(session.access_token) is None
    assert await world.recognising.by_api_token(made.secret) is None
    assert await world.recognising.by_access_token(bens.access_token) is not None
    assert await world.open()


async def test_the_calendars_of_somebody_who_left_close():
    """Feeds they made end, and feeds that show them; those of others stay."""
    world = await world_of_two()
    create = CreateCalendarFeed(world.secrets)
    made = [
        (shown, await world.run(create, CalendarFeedDraft(user_id=shown), by=person(by)))
        for by, shown in ((ANA, BEN), (BEN, ANA), (BEN, BEN))
    ]

    await world.run(EndAccess(), [ANA], by=SYSTEM)

    for shown, feed in made[:2]:
        with pytest.raises(CalendarFeedNotFoundError):
            await world.run(UseCalendarFeed(), shown, feed.secret)
    assert await world.run(UseCalendarFeed(), BEN, made[2][1].secret)
