"""Leaving ends the session one is in, or all of them."""

import pytest
from tests.unit.access.world import ANA, person, world_of_two

from hikeshi.access.errors import SessionRequiredError
from hikeshi.access.use_cases.sign_out import SignOut


async def test_leaving_ends_this_session_only():
    """The access token stops at once; other devices stay."""
    world = await world_of_two()
    here, there = await world.open(), await world.open()

    await world.run(SignOut(), here.opened.session.id, by=person(ANA))

    assert await world.recognising.by_access_token(here.access_token) is None
    assert await world.recognising.by_access_token(there.access_token) is not None


async def test_leaving_everywhere_ends_all_of_ones_own():
    """Every session of the person ends, and nobody else's."""
    world = await world_of_two()
    mine = [await world.open(), await world.open()]
    bens = await world.open("ben")
    world.happened()

    await world.run(SignOut(), mine[0].opened.session.id, by=person(ANA), everywhere=True)

    assert world.happened() == ["SessionRevoked", "SessionRevoked"]
    for device in mine:
        assert await world.recognising.by_access_token(device.access_token) is None
    assert await world.recognising.by_access_token(bens.access_token) is not None


async def test_leaving_twice_is_leaving_once():
    """A session that has ended is left as it is."""
    world = await world_of_two()
    here = await world.open()
    await world.run(SignOut(), here.opened.session.id, by=person(ANA))
    world.happened()

    await world.run(SignOut(), here.opened.session.id, by=person(ANA))

    assert world.happened() == []


async def test_a_program_has_no_session_to_leave():
    """Whoever came with an API token is told so."""
    world = await world_of_two()

    with pytest.raises(SessionRequiredError):
        await world.run(SignOut(), None, by=person(ANA))
