"""Which programs act for a person is theirs to see, and an admin's."""

from datetime import timedelta

import pytest
from tests.unit.access.world import ANA, BEN, START, person, world_of_two

from hikeshi.access.errors import ApiTokenNotFoundError
from hikeshi.access.model.api_token import ApiTokenDraft
from hikeshi.access.use_cases.list_api_tokens import ListApiTokens
from hikeshi.kernel.actor import Role


@pytest.mark.parametrize("by", [person(ANA), person(BEN, role=Role.ADMIN)])
async def test_one_sees_ones_living_tokens(by):
    """Those that ended are not shown."""
    world = await world_of_two()
    await world.make_token(ApiTokenDraft(name="short", expires_at=START + timedelta(hours=1)))
    alive = await world.make_token(ApiTokenDraft(name="long"))
    world.wait(hours=1)

    assert await world.run(ListApiTokens(), ANA, by=by) == [alive.token]


async def test_others_see_nothing():
    """Other people's programs are none of one's business."""
    world = await world_of_two()

    with pytest.raises(ApiTokenNotFoundError):
        await world.run(ListApiTokens(), ANA, by=person(BEN))
