"""A first start makes somebody who may do everything, and whom to page at last."""

import asyncio
from datetime import timedelta

import pytest

from hikeshi.access.errors import WeakPasswordError
from hikeshi.incidents.model.escalation_policy import TargetKind
from hikeshi.kernel.actor import Role, TeamRole
from hikeshi.kernel.severity import Urgency
from hikeshi.teams.errors import BadAddressError
from hikeshi.teams.model.contact_method import ContactKind
from tests.unit.access.world import HOME, World, world_of_two

EMAIL, PASSWORD = "boss@example.org", "first of all owners"


async def test_the_owner_signs_in_with_everything():
    """The password opens a session of an owner."""
    world = World()

    assert await world.first_start.is_needed()
    assert await world.first_start(email=EMAIL, password=PASSWORD)

    device = await world.signing_in.open(email=EMAIL, password=PASSWORD, device=HOME)
    caller = await world.recognising.by_access_token(device.access_token)
    assert caller.actor.role is Role.OWNER
    assert not await world.first_start.is_needed()


async def test_the_owner_can_be_paged_at_once():
    """A verified console method, used immediately for high and low, and a team to manage."""
    world = World()
    await world.first_start(email=EMAIL, password=PASSWORD)
    directory = world.store.directory()
    (user,), (team,), (method,) = (
        directory.users.values(),
        directory.teams.values(),
        directory.contact_methods,
    )
    contact = directory.contact(user.id)

    assert (method.kind, method.verified, method.user_id) == (ContactKind.CONSOLE, True, user.id)
    for urgency in Urgency:
        (rule,) = contact.rules_for(urgency)
        assert (rule.delay, rule.contact_method_id) == (timedelta(0), method.id)
    assert [(m.user_id, m.role) for m in team.members] == [(user.id, TeamRole.MANAGER)]


async def test_the_owners_team_is_the_last_resort():
    """What nobody answers is tried again every quarter of an hour."""
    world = World()
    await world.first_start(email=EMAIL, password=PASSWORD)
    directory = world.store.directory()
    resort = directory.last_resort()

    assert (resort.every, resort.after) == (timedelta(minutes=15), timedelta(minutes=15))
    (target,) = resort.targets
    assert target.kind is TargetKind.TEAM
    assert directory.people(target, world.clock.now()) == tuple(directory.users)


async def test_nothing_is_made_where_people_are():
    """A second start changes nothing."""
    world = await world_of_two()

    assert not await world.first_start(email=EMAIL, password=PASSWORD)
    assert len(world.store.users.rows) == 2
    assert world.happened() == []


async def test_two_starts_at_once_make_one_owner():
    """Whoever is second is told so."""
    world = World()
    made = await asyncio.gather(
        *(world.first_start(email=EMAIL, password=PASSWORD) for _ in range(3))
    )

    assert sorted(made) == [False, False, True]
    assert len(world.store.users.rows) == 1


async def test_bad_settings_make_nobody():
    """A weak password or an address that is none is refused before anything is written."""
    world = World()

    with pytest.raises(WeakPasswordError):
        await world.first_start(email=EMAIL, password="short")
    with pytest.raises(BadAddressError):
        await world.first_start(email="boss", password=PASSWORD)
    assert await world.first_start.is_needed()


async def test_what_was_made_is_in_the_journal_without_the_password():
    """Every object and the password are entries by Hikeshi itself."""
    world = World()
    await world.first_start(email=EMAIL, password=PASSWORD)
    entries = list(world.store.journal.rows.values())

    assert [entry.type for entry in entries].count("object.created") == 5
    assert "password.changed" in [entry.type for entry in entries]
    assert PASSWORD not in repr(entries)
