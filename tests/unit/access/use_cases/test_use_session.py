"""A session is recognised by its access token or its cookie, as long as it lives."""

from datetime import timedelta

import pytest
from attrs import evolve
from tests.unit.access.world import ANA, BEN, START, world_of_two

from hikeshi.access.model.session import SessionKind
from hikeshi.access.ports import AccessClaims
from hikeshi.kernel.ids import SessionId


async def test_somebody_who_left_is_nobody_at_once():
    """Neither access token nor cookie of a deactivated person opens anything."""
    world = await world_of_two()
    api, console = await world.open(), await world.open(kind=SessionKind.CONSOLE)
    await world.deactivate(ANA)

    assert await world.recognising.by_access_token(api.access_token) is None
    assert await world.recognising.by_cookie(console.opened.secret) is None


async def test_an_access_token_ends_after_fifteen_minutes():
    """The session lives on, the token does not."""
    world = await world_of_two()
    device = await world.open()
    world.wait(minutes=14, seconds=59)
    assert await world.recognising.by_access_token(device.access_token) is not None
    world.wait(seconds=1)

    assert await world.recognising.by_access_token(device.access_token) is None


async def test_a_token_speaks_for_the_owner_of_its_session_only():
    """Claims that name somebody else's session are not believed."""
    world = await world_of_two()
    session = (await world.open("ben")).opened.session
    end = START + timedelta(minutes=5)
    forged = AccessClaims(user_id=ANA, session_id=session.id, expires_at=end)
    honest = evolve(forged, user_id=BEN)
    unknown = evolve(forged, session_id=SessionId(session.user_id))

    for claims, expected in ((forged, None), (unknown, None), (honest, BEN)):
        caller = await world.recognising.by_access_token(world.access_tokens.issue(claims, START))
        assert (caller and caller.actor.id) == expected


@pytest.mark.parametrize(
    "change", [lambda s: s + "x", lambda s: s[:-1], lambda s: "", lambda s: "."]
)
async def test_a_changed_cookie_opens_nothing(change):
    """Every character counts."""
    world = await world_of_two()
    device = await world.open(kind=SessionKind.CONSOLE)

    assert await world.recognising.by_cookie(change(device.opened.secret)) is None


async def test_a_refresh_token_is_no_cookie():
    """What an API client holds opens no pages."""
    world = await world_of_two()
    device = await world.open()

    assert await world.recognising.by_cookie(device.opened.secret) is None


async def test_uses_keep_a_console_session_alive():
    """Whoever comes back every week stays signed in for a month."""
    world = await world_of_two()
    device = await world.open(kind=SessionKind.CONSOLE)
    for _ in range(4):
        world.wait(days=7)
        assert await world.recognising.by_cookie(device.opened.secret) is not None
    world.wait(days=7)

    assert await world.recognising.by_cookie(device.opened.secret) is None
