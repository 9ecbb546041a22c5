"""A program acts for its owner, within the scopes of its token, as long as both live."""

from datetime import timedelta
from uuid import UUID

import pytest
from tests.unit.access.world import ANA, START, World, world_of_two

from hikeshi.access.model.api_token import ApiTokenDraft
from hikeshi.kernel.actor import Role, TeamRole
from hikeshi.kernel.authorization import Permission, allowed
from hikeshi.kernel.ids import TeamId
from hikeshi.teams.model.team import Membership, Team


@pytest.mark.parametrize("role", [Role.OWNER, Role.RESPONDER, Role.OBSERVER])
@pytest.mark.parametrize("scope", list(Permission))
async def test_scopes_only_take_away(role, scope):
    """A token may what its owner may and its scopes name: never more than either."""
    world = World()
    await world.add(ANA, "ana", role=role)
    made = await world.make_token(ApiTokenDraft(name="ci", scopes=(scope,)))
    owner = await world.make_token(ApiTokenDraft(name="all"))

    limited = (await world.recognising.by_api_token(made.secret)).actor
    full = (await world.recognising.by_api_token(owner.secret)).actor

    for permission in Permission:
        expected = permission is scope and allowed(full, permission)
        assert allowed(limited, permission) is expected


async def test_a_program_is_in_its_owners_teams_as_they_are_now():
    """Memberships are looked up live, however often the token was used before."""
    world = await world_of_two()
    made = await world.make_token(ApiTokenDraft(name="ci"))
    assert (await world.recognising.by_api_token(made.secret)).actor.teams == ()
    team = Team(
        id=TeamId(UUID(int=5)), key="sre", name="SRE", members=(Membership(ANA, TeamRole.MANAGER),)
    )
    await world.transactions.run(lambda work: work.teams.save_many([team]))

    caller = await world.recognising.by_api_token(made.secret)

    assert caller.actor.teams == ((team.id, TeamRole.MANAGER),)
    assert caller.session_id is None


async def test_the_program_of_somebody_who_left_is_out_at_once():
    """A deactivated person acts through nothing."""
    world = await world_of_two()
    made = await world.make_token(ApiTokenDraft(name="ci"))
    await world.deactivate(ANA)

    assert await world.recognising.by_api_token(made.secret) is None


async def test_a_token_ends_at_its_end():
    """The instant of the end is outside."""
    world = await world_of_two()
    made = await world.make_token(ApiTokenDraft(name="ci", expires_at=START + timedelta(hours=1)))
    world.wait(hours=1)

    assert await world.recognising.by_api_token(made.secret) is None


@pytest.mark.parametrize("change", [lambda s: s + "x", lambda s: s[:-1], lambda s: "x" + s])
async def test_a_secret_is_right_or_wrong(change):
    """Every character counts."""
    world = await world_of_two()
    made = await world.make_token(ApiTokenDraft(name="ci"))

    assert await world.recognising.by_api_token(change(made.secret)) is None


async def test_uses_are_noted_once_a_minute():
    """A busy program does not write at each request."""
    world = await world_of_two()
    made = await world.make_token(ApiTokenDraft(name="ci"))

    def noted():
        return world.store.api_tokens.rows[made.token.id].last_used_at

    await world.recognising.by_api_token(made.secret)
    world.wait(seconds=59)
    await world.recognising.by_api_token(made.secret)
    assert noted() == START
    world.wait(seconds=1)
    await world.recognising.by_api_token(made.secret)
    assert noted() == START + timedelta(minutes=1)
