"""Changing who a person is."""

import pytest
from attrs import evolve
from tests.unit.teams.office import Office

from hikeshi.kernel.actor import Role
from hikeshi.kernel.errors import ConflictError, ForbiddenError, StaleError
from hikeshi.teams.errors import LastOwnerError, UserNotFoundError
from hikeshi.teams.use_cases.edit_user import EditUser
from hikeshi.testing.builders import a_user


def to(**changes):
    """Return the edit that sets these fields."""
    return lambda draft: evolve(draft, **changes)


def test_only_what_changed_is_written_down():
    """The event names the fields, the version grows by one."""
    office = Office()
    rosa = office.users["rosa"]
    edited = office.do(EditUser(), rosa.id, to(name="Rosa", role=Role.ADMIN))

    assert (edited.name, edited.version) == ("Rosa", 2)
    assert office.facts() == [("ObjectChanged", "user", ("name", "role"))]


def test_an_edit_to_the_same_changes_nothing():
    """Neither version nor journal grow."""
    office = Office()
    rosa = office.users["rosa"]

    assert office.do(EditUser(), rosa.id, to(name=rosa.name)) == rosa
    assert office.happened == []


@pytest.mark.parametrize(
    ("changes", "allowed"),
    [
        ({"name": "R"}, True),
        ({"time_zone": "Asia/Tokyo"}, True),
        ({"locale": "ja"}, True),
        ({"key": "r"}, False),
        ({"email": "r@example.org"}, False),
        ({"role": Role.ADMIN}, False),
        ({"active": False}, False),
    ],
)
def test_what_people_change_about_themselves(changes, allowed):
    """Name, zone and language are one's own; the rest is an administrator's."""
    office = Office()
    rosa = office.users["rosa"]
    if allowed:
        assert office.do(EditUser(), rosa.id, to(**changes), by="rosa").version == 2
        return
    with pytest.raises(ForbiddenError):
        office.do(EditUser(), rosa.id, to(**changes), by="rosa")


def test_one_owner_stays():
    """The last active owner neither steps down nor leaves; with a second one they may."""
    office = Office()
    olga = office.users["olga"]
    for change in (to(role=Role.ADMIN), to(active=False)):
        with pytest.raises(LastOwnerError):
            office.do(EditUser(), olga.id, change)
    office.save("users", a_user(key="second", role=Role.OWNER))

    assert office.do(EditUser(), olga.id, to(role=Role.ADMIN)).role is Role.ADMIN


def test_an_owner_is_changed_by_owners_only():
    """An administrator cannot edit an owner."""
    office = Office()
    admin = evolve(office.person("rosa"), role=Role.ADMIN)
    with pytest.raises(ForbiddenError):
        office.do(EditUser(), office.users["olga"].id, to(name="x"), by=admin)


def test_somebody_else_s_address_is_taken():
    """An e-mail address cannot be shared; one's own may change its case."""
    office = Office()
    rosa = office.users["rosa"]
    with pytest.raises(ConflictError):
        office.do(EditUser(), rosa.id, to(email="otto@example.org"))

    assert office.do(EditUser(), rosa.id, to(email="Rosa@example.org")).version == 2


def test_a_stale_or_unknown_person():
    """Another version is stale, an unknown person not found."""
    office = Office()
    with pytest.raises(StaleError):
        office.do(EditUser(), office.users["rosa"].id, to(name="x"), expected_version=2)
    with pytest.raises(UserNotFoundError):
        office.do(EditUser(), office.team.id, to(name="x"))
