"""An API token can be ended by its owner and by admins."""

import pytest
from tests.unit.access.world import ANA, BEN, person, world_of_two

from hikeshi.access.errors import ApiTokenNotFoundError
from hikeshi.access.model.api_token import ApiTokenDraft
from hikeshi.access.use_cases.revoke_api_token import RevokeApiToken
from hikeshi.kernel.actor import Role


@pytest.mark.parametrize("by", [person(ANA), person(BEN, role=Role.ADMIN)])
async def test_a_revoked_token_opens_nothing(by):
    """It stops at once, and revoking it again changes nothing."""
    world = await world_of_two()
    made = await world.make_token(ApiTokenDraft(name="ci"))
    world.happened()

    await world.run(RevokeApiToken(), made.token.id, by=by)
    await world.run(RevokeApiToken(), made.token.id, by=by)

    assert await world.recognising.by_api_token(made.secret) is None
    assert world.happened() == ["ApiTokenRevoked"]


async def test_nobody_ends_the_token_of_somebody_else():
    """For others it is as if there was none."""
    world = await world_of_two()
    made = await world.make_token(ApiTokenDraft(name="ci"))

    with pytest.raises(ApiTokenNotFoundError):
        await world.run(RevokeApiToken(), made.token.id, by=person(BEN))
    assert await world.recognising.by_api_token(made.secret) is not None
