"""Signing in with a password, from the question to the open session."""

import pytest
from attrs import evolve
from tests.unit.access.world import ANA, ELSEWHERE, HOME, World, world_of_two

from hikeshi.access.errors import SignInRefusedError, TooManyAttemptsError
from hikeshi.access.model.session import SessionKind
from hikeshi.memory.access import InMemoryPasswordHasher


async def test_the_right_password_opens_a_session():
    """The device gets an access token and a secret; the store has only digests."""
    world = await world_of_two()

    device = await world.open()

    caller = await world.recognising.by_access_token(device.access_token)
    assert caller.actor.id == ANA
    assert world.happened() == ["SignedIn"]
    assert device.opened.secret not in repr(world.store.sessions.rows)
    assert device.opened.secret not in repr(device)
    assert device.access_token not in repr(device)


async def test_an_address_is_found_without_regard_to_case():
    """Who writes their address in capitals is the same person."""
    world = await world_of_two()

    opened = await world.signing_in.open(
        email=" ANA@Example.ORG ", password="correct horse battery", device=HOME
    )

    assert opened.opened.session.user_id == ANA


@pytest.mark.parametrize(
    ("name", "password"),
    [("ana", "wrong"), ("ana", ""), ("nobody", "correct horse battery"), ("nobody", "")],
)
async def test_wrong_password_and_unknown_address_get_the_same_answer(name, password):
    """Nobody learns which accounts exist."""
    world = await world_of_two()

    with pytest.raises(SignInRefusedError) as refused:
        await world.open(name, password)

    assert refused.value.detail == SignInRefusedError.__doc__
    assert world.happened() == ["SignInRefused"]
    assert not world.store.sessions.rows


async def test_somebody_who_left_cannot_come_in():
    """A deactivated person is refused like an unknown one."""
    world = await world_of_two()
    await world.deactivate(ANA)

    with pytest.raises(SignInRefusedError):
        await world.open()


async def test_an_attacker_elsewhere_does_not_lock_the_owner_out():
    """Guessing from another address ends in waiting there, and nowhere else."""
    world = await world_of_two()
    for _ in range(5):
        with pytest.raises(SignInRefusedError):
            await world.open(password="guess", device=ELSEWHERE)

    with pytest.raises(TooManyAttemptsError):
        await world.open(device=ELSEWHERE)
    assert (await world.open(device=HOME)).opened.session.user_id == ANA


async def test_old_parameters_are_replaced_at_the_next_sign_in():
    """Who signs in after the parameters were raised has a new hash, and the same password."""
    world = await world_of_two()
    raised = World(store=world.store, clock=world.clock, passwords=InMemoryPasswordHasher(rounds=2))

    await raised.open()

    assert raised.store.credentials.rows[ANA].hash.startswith("2$")
    assert (await raised.open()).opened.session.user_id == ANA


async def test_an_account_given_to_another_address_meanwhile_is_refused():
    """The address that was tried has to be the account's when the session opens."""
    world = await world_of_two()
    verify = world.passwords.verify

    class Slow(InMemoryPasswordHasher):
        """While the password is looked at, the person changes their address."""

        async def verify(self, kept, password):
            """Say whether it is the password."""

            async def move(work):
                user = (await work.users.lock_many([ANA]))[ANA]
                moved = evolve(user, email="new@example.org", version=user.version + 1)
                await work.users.save_many([moved])

            await world.transactions.run(move)
            return await verify(kept, password)

    slow = World(store=world.store, clock=world.clock, passwords=Slow(rounds=1))

    with pytest.raises(SignInRefusedError):
        await slow.open()


async def test_a_console_session_is_no_refresh_token():
    """What a cookie holds opens pages and nothing else."""
    world = await world_of_two()
    device = await world.open(kind=SessionKind.CONSOLE)

    assert (await world.recognising.by_cookie(device.opened.secret)).actor.id == ANA
