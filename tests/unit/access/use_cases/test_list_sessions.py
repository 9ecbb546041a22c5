"""Where a person is signed in is theirs to see, and an admin's."""

import pytest
from tests.unit.access.world import ANA, BEN, person, world_of_two

from hikeshi.access.errors import SessionNotFoundError
from hikeshi.access.model.session import LONGEST_IDLE
from hikeshi.access.use_cases.list_sessions import ListSessions
from hikeshi.kernel.actor import Role


@pytest.mark.parametrize("by", [person(ANA), person(BEN, role=Role.ADMIN)])
async def test_one_sees_ones_living_sessions(by):
    """Oldest first, without those that ended by themselves."""
    world = await world_of_two()
    await world.open()
    world.clock.advance(LONGEST_IDLE)
    alive = [(await world.open()).opened.session for _ in range(2)]

    assert await world.run(ListSessions(), ANA, by=by) == alive


@pytest.mark.parametrize("by", [person(BEN), person(ANA, scopes=frozenset({"read"}))])
async def test_others_see_nothing(by):
    """Neither other people nor limited programs look at sessions."""
    world = await world_of_two()

    with pytest.raises(SessionNotFoundError):
        await world.run(ListSessions(), ANA, by=by)
