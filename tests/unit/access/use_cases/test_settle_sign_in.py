"""What becomes of an attempt whose password was looked at."""

from tests.unit.access.world import ANA, person, world_of_two

from hikeshi.access.use_cases.change_password import ChangePassword
from hikeshi.access.use_cases.charge_sign_in import ChargeSignIn
from hikeshi.access.use_cases.settle_sign_in import SettleSignIn


async def charged(world):
    """An attempt at Ana's account."""
    return await world.run(
        ChargeSignIn(), email="ana@example.org", user_id=ANA, address="192.0.2.1"
    )


async def test_a_right_password_is_refunded_and_makes_the_address_known():
    """Failures are gone, and the address is trusted from now on."""
    world = await world_of_two()
    attempt = await charged(world)

    assert await world.run(SettleSignIn(), attempt, is_right=True)
    rows = world.store.login_throttles.rows
    assert [rows[key].failures for key in attempt.throttles] == [0, 0]
    assert rows[attempt.throttles[0]].is_known(world.clock.now())


async def test_a_wrong_password_stays_charged_and_is_written_down():
    """The refusal is committed with its event."""
    world = await world_of_two()
    attempt = await charged(world)

    assert not await world.run(SettleSignIn(), attempt, is_right=False)
    rows = world.store.login_throttles.rows
    assert [rows[key].failures for key in attempt.throttles] == [1, 1]
    assert world.happened() == ["SignInRefused"]


async def test_a_password_changed_meanwhile_is_wrong():
    """Between look and answer the account got another password: the old one opens nothing."""
    world = await world_of_two()
    attempt = await charged(world)
    await world.run(ChangePassword(), ANA, new_hash="another", by=person(ANA))

    assert not await world.run(SettleSignIn(), attempt, is_right=True)


async def test_todays_parameters_replace_the_old_hash():
    """The same password, hashed anew, is kept without counting as a change."""
    world = await world_of_two()
    before = world.store.credentials.rows[ANA]
    attempt = await charged(world)
    world.wait(days=1)

    await world.run(SettleSignIn(), attempt, is_right=True, new_hash="2$new")

    assert world.store.credentials.rows[ANA].hash == "2$new"
    assert world.store.credentials.rows[ANA].changed_at == before.changed_at
