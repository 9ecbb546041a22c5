"""Letting people leave a team."""

import pytest
from attrs import evolve
from tests.unit.teams.office import Office

from hikeshi.kernel.errors import NotFoundError
from hikeshi.teams.model.team import Membership
from hikeshi.teams.use_cases.remove_member import RemoveMember


def test_a_member_leaves():
    """The others keep their order."""
    office = Office()
    everybody = tuple(Membership(user.id) for user in office.users.values())
    office.save("teams", evolve(office.team, members=everybody, version=2))
    team = office.do(RemoveMember(), office.team.id, office.users["rosa"].id)

    assert team.members == (everybody[0], everybody[2])


def test_who_is_no_member_cannot_leave():
    """It is said, instead of doing nothing."""
    office = Office()
    with pytest.raises(NotFoundError):
        office.do(RemoveMember(), office.team.id, office.users["rosa"].id)
