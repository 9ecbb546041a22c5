"""Refresh tokens rotate; one used twice ends the session for everybody."""

import pytest
from tests.unit.access.world import ANA, ELSEWHERE, HOME, world_of_two

from hikeshi.access.errors import SessionEndedError
from hikeshi.access.model.session import LONGEST_IDLE, SessionKind


async def refresh(world, token, device=HOME):
    """Use a refresh token."""
    return await world.signing_in.refresh(token, device=device)


async def test_each_token_brings_the_next():
    """The session stays the same through all rotations."""
    world = await world_of_two()
    first = await world.open()
    second = await refresh(world, first.opened.secret)
    third = await refresh(world, second.opened.secret, ELSEWHERE)

    assert third.opened.session.id == first.opened.session.id
    assert third.opened.session.address == ELSEWHERE.address
    assert await world.recognising.by_access_token(third.access_token) is not None


@pytest.mark.parametrize("rotations", [1, 2, 5])
async def test_a_token_used_before_ends_the_session(rotations):
    """However many rotations ago: thief and owner are both out, and it is written down."""
    world = await world_of_two()
    first = latest = await world.open()
    for _ in range(rotations):
        latest = await refresh(world, latest.opened.secret)
    world.happened()

    with pytest.raises(SessionEndedError):
        await refresh(world, first.opened.secret, ELSEWHERE)

    assert world.happened() == ["SessionRevoked"]
    with pytest.raises(SessionEndedError):
        await refresh(world, latest.opened.secret)
    assert await world.recognising.by_access_token(latest.access_token) is None


async def test_a_reuse_ends_no_other_session():
    """Other devices of the same person stay signed in."""
    world = await world_of_two()
    other, first = await world.open(), await world.open()
    await refresh(world, first.opened.secret)
    with pytest.raises(SessionEndedError):
        await refresh(world, first.opened.secret)

    assert (await refresh(world, other.opened.secret)).opened.session.user_id == ANA


@pytest.mark.parametrize("token", ["", "x", "hks_a.b", "hik_x"])
async def test_what_was_never_a_token_changes_nothing(token):
    """Garbage is refused and ends nobody's session."""
    world = await world_of_two()
    device = await world.open()

    with pytest.raises(SessionEndedError):
        await refresh(world, token)

    assert await refresh(world, device.opened.secret)


async def test_a_session_nobody_used_is_over():
    """After too long a pause the token opens nothing, and nothing is revoked."""
    world = await world_of_two()
    device = await world.open()
    world.happened()
    world.clock.advance(LONGEST_IDLE)

    with pytest.raises(SessionEndedError):
        await refresh(world, device.opened.secret)
    assert world.happened() == []


async def test_somebody_who_left_gets_no_next_token():
    """A deactivated person is out at once."""
    world = await world_of_two()
    device = await world.open()
    await world.deactivate(ANA)

    with pytest.raises(SessionEndedError):
        await refresh(world, device.opened.secret)


async def test_a_cookie_is_no_refresh_token():
    """A console session does not turn into API tokens."""
    world = await world_of_two()
    device = await world.open(kind=SessionKind.CONSOLE)

    with pytest.raises(SessionEndedError):
        await refresh(world, device.opened.secret)
