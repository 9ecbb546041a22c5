"""A session can be ended by its owner and by admins."""

from uuid import UUID

import pytest
from tests.unit.access.world import ANA, BEN, person, world_of_two

from hikeshi.access.errors import SessionNotFoundError
from hikeshi.access.use_cases.revoke_session import RevokeSession
from hikeshi.kernel.actor import Role
from hikeshi.kernel.ids import SessionId


@pytest.mark.parametrize("by", [person(ANA), person(BEN, role=Role.ADMIN)])
async def test_a_revoked_session_opens_nothing(by):
    """Its access token stops at once."""
    world = await world_of_two()
    device = await world.open()
    world.happened()

    await world.run(RevokeSession(), device.opened.session.id, by=by)

    assert await world.recognising.by_access_token(device.access_token) is None
    assert world.happened() == ["SessionRevoked"]


async def test_nobody_ends_the_session_of_somebody_else():
    """For others it is as if there was none, just like one that never was."""
    world = await world_of_two()
    device = await world.open()

    for session_id in (device.opened.session.id, SessionId(UUID(int=404))):
        with pytest.raises(SessionNotFoundError):
            await world.run(RevokeSession(), session_id, by=person(BEN))
    assert await world.recognising.by_access_token(device.access_token) is not None
