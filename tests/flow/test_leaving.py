"""Whoever is deactivated has nothing left, in the same work."""

from attrs import evolve

from hikeshi.access.model.api_token import ApiTokenDraft
from hikeshi.kernel.actor import Role
from hikeshi.teams.use_cases.deactivate_user import DeactivateUser
from hikeshi.teams.use_cases.edit_user import EditUser
from tests.unit.access.world import ANA, BEN, person, world_of_two

ADMIN = person(BEN, role=Role.OWNER)


async def test_deactivating_ends_sessions_and_tokens():
    """Both are revoked, not only ineffective, and it is written down by whom."""
    world = await world_of_two()
    session, made = await world.open(), await world.make_token(ApiTokenDraft(name="ci"))
    world.happened()

    await world.run(DeactivateUser(), ANA, by=ADMIN)

    revoked = [event for event in world.events if hasattr(event, "user_id")]
    assert {type(event).__name__ for event in revoked} == {"SessionRevoked", "ApiTokenRevoked"}
    assert {event.by for event in revoked} == {ADMIN}
    row = world.store.sessions.rows[session.opened.session.id]
    assert row.revoked_at == world.store.api_tokens.rows[made.token.id].revoked_at
    assert row.revoked_at == world.clock.now()


async def test_other_edits_end_nothing():
    """A new name signs nobody out."""
    world = await world_of_two()
    session = await world.open()

    await world.run(EditUser(), ANA, lambda draft: evolve(draft, name="A"), by=ADMIN)

    assert await world.recognising.by_access_token(session.access_token) is not None
    assert world.store.users.rows[ANA].name == "A"
