"""Letting people in."""

import pytest
from tests.unit.teams.office import Office

from hikeshi.kernel.actor import Actor, ActorKind, Role
from hikeshi.kernel.errors import ConflictError, ForbiddenError, InvalidError
from hikeshi.teams.model.drafts import UserDraft
from hikeshi.teams.use_cases.create_user import CreateUser

DRAFT = UserDraft(key="ana", email="ana@example.org")


def test_a_person_without_a_name_goes_by_their_key():
    """The new person is there, active, and it is written down that they came."""
    office = Office()
    ana = office.do(CreateUser(), DRAFT)

    assert (ana.name, ana.active, ana.version) == ("ana", True, 1)
    assert office.store.users.rows[ana.id] == ana
    assert office.facts() == [("ObjectCreated", "user", ())]


@pytest.mark.parametrize("by", ["rosa", "otto"])
def test_people_are_let_in_by_administrators(by):
    """Who does not administer lets nobody in."""
    with pytest.raises(ForbiddenError):
        Office().do(CreateUser(), DRAFT, by=by)


def test_owners_are_appointed_by_owners():
    """An administrator cannot make an owner."""
    admin = Actor(ActorKind.USER, Office().users["rosa"].id, Role.ADMIN)
    with pytest.raises(ForbiddenError):
        Office().do(
            CreateUser(), UserDraft(key="x", email="x@example.org", role=Role.OWNER), by=admin
        )


@pytest.mark.parametrize("email", ["olga@example.org", "OLGA@Example.org"])
def test_an_address_belongs_to_one_person(email):
    """A second person with an address is refused, whatever its case."""
    with pytest.raises(ConflictError):
        Office().do(CreateUser(), UserDraft(key="x", email=email))


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"key": "Ana"}, "/key"),
        ({"email": "nowhere"}, "/email"),
        ({"time_zone": "Mars/Base"}, "/time_zone"),
        ({"locale": "tlh"}, "/locale"),
        ({"name": "  "}, "/name"),
    ],
)
def test_a_draft_that_breaks_a_rule_says_where(fields, pointer):
    """Each fault has its pointer."""
    with pytest.raises(InvalidError) as refused:
        UserDraft(**{"key": "ana", "email": "ana@example.org", **fields})

    assert [fault.pointer for fault in refused.value.faults] == [pointer]
