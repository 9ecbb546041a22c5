"""An attempt is counted before its password is looked at."""

import pytest
from tests.unit.access.world import ANA, world_of_two

from hikeshi.access.errors import TooManyAttemptsError
from hikeshi.access.use_cases.charge_sign_in import ChargeSignIn


async def charge(world, user_id=ANA, email="ana@example.org"):
    """Charge one attempt."""
    return await world.run(ChargeSignIn(), email=email, user_id=user_id, address="192.0.2.1")


async def test_attempts_made_at_once_are_all_counted():
    """Charges are committed before any password is looked at: a burst gains nothing."""
    world = await world_of_two()
    for _ in range(5):
        await charge(world)

    with pytest.raises(TooManyAttemptsError) as refused:
        await charge(world)

    assert refused.value.retry_after.total_seconds() == 1


async def test_a_refused_attempt_does_not_make_the_wait_longer():
    """Knocking at a locked door changes nothing."""
    world = await world_of_two()
    for _ in range(5):
        await charge(world)
    for _ in range(10):
        with pytest.raises(TooManyAttemptsError):
            await charge(world)
    world.wait(seconds=1)

    assert (await charge(world)).user_id == ANA


async def test_nobodys_account_is_counted_like_anybodys():
    """Whether an account exists cannot be told from its lock-out."""
    world = await world_of_two()
    for _ in range(5):
        attempt = await charge(world, None, "nobody@example.org")

    assert attempt.hash is None
    with pytest.raises(TooManyAttemptsError):
        await charge(world, None, "nobody@example.org")


async def test_an_attempt_does_not_show_the_hash():
    """Whatever prints an attempt prints no hash."""
    attempt = await charge(await world_of_two())

    assert attempt.hash is not None
    assert attempt.hash not in repr(attempt)
