"""A new password ends every other session; who may give whom one."""

import pytest
from tests.unit.access.world import ANA, BEN, HOME, PASSWORD, World, person, world_of_two

from hikeshi.access.errors import SignInRefusedError, TooManyAttemptsError, WeakPasswordError
from hikeshi.access.use_cases.change_password import ChangePassword
from hikeshi.kernel.actor import Role
from hikeshi.kernel.errors import ForbiddenError, NotFoundError

NEW = "a much better one"


async def replace(world, device, *, present=PASSWORD, new=NEW):
    """Ana changes her password."""
    await world.signing_in.replace_password(
        present=present,
        new=new,
        by=person(ANA),
        session_id=device.opened.session.id,
        device=HOME,
    )


async def test_a_new_password_ends_the_other_sessions():
    """This session goes on, the others end, and only the new password opens new ones."""
    world = await world_of_two()
    here, there = await world.open(), await world.open()
    world.happened()

    await replace(world, here)

    assert world.happened() == ["SessionRevoked", "PasswordChanged"]
    assert await world.recognising.by_access_token(here.access_token) is not None
    assert await world.recognising.by_access_token(there.access_token) is None
    assert await world.open(password=NEW)
    with pytest.raises(SignInRefusedError):
        await world.open()


async def test_the_present_password_is_asked_for_and_guessing_it_gets_slow():
    """An open session left behind is not enough to take the account over."""
    world = await world_of_two()
    here = await world.open()
    refusals = []
    for _ in range(12):
        with pytest.raises((SignInRefusedError, TooManyAttemptsError)) as refused:
            await replace(world, here, present="guess")
        refusals.append(refused.type)

    assert refusals[0] is SignInRefusedError
    assert refusals[-1] is TooManyAttemptsError


async def test_a_weak_password_is_refused_before_anything_is_counted():
    """A typing mistake in the new one costs nothing."""
    world = await world_of_two()
    here = await world.open()

    with pytest.raises(WeakPasswordError):
        await replace(world, here, new="short")
    assert all(row.failures == 0 for row in world.store.login_throttles.rows.values())


async def test_an_admin_gives_somebody_a_password():
    """Found by key, their sessions end, and the new one opens."""
    world = await world_of_two()
    bens = await world.open("ben")
    admin = person(ANA, role=Role.ADMIN)

    await world.signing_in.set_password("ben", new=NEW, by=admin)

    assert await world.recognising.by_access_token(bens.access_token) is None
    assert await world.open("ben", NEW)
    with pytest.raises(NotFoundError):
        await world.signing_in.set_password("nobody", new=NEW, by=admin)


async def test_nobody_takes_an_owners_account_over():
    """An admin is not enough to set an owner's password, an owner is."""
    world = World()
    await world.add(ANA, "ana", role=Role.ADMIN)
    await world.add(BEN, "ben", role=Role.OWNER)

    with pytest.raises(ForbiddenError):
        await world.signing_in.set_password("ben", new=NEW, by=person(ANA, role=Role.ADMIN))
    await world.signing_in.set_password(str(BEN), new=NEW, by=person(BEN, role=Role.OWNER))


@pytest.mark.parametrize("by", [person(BEN), person(ANA, scopes=frozenset({"read"}))])
async def test_others_and_limited_programs_change_nothing(by):
    """A password is the person's own, or an admin's to set."""
    world = await world_of_two()

    with pytest.raises(ForbiddenError):
        await world.run(ChangePassword(), ANA, new_hash="x", by=by)
    with pytest.raises(ForbiddenError):
        await world.signing_in.set_password("ana", new=NEW, by=by)
