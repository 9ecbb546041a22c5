"""Taking people into a team."""

from tests.unit.teams.office import Office

from hikeshi.kernel.actor import TeamRole
from hikeshi.teams.model.team import Membership
from hikeshi.teams.use_cases.put_member import PutMember


def test_a_new_member_stands_last_and_keeps_their_place():
    """Putting somebody again changes their role, not their place."""
    office = Office()
    rosa, otto = office.users["rosa"].id, office.users["otto"].id
    office.do(PutMember(), office.team.id, rosa, role=TeamRole.RESPONDER)
    office.do(PutMember(), office.team.id, otto, role=TeamRole.OBSERVER)
    team = office.do(PutMember(), office.team.id, rosa, role=TeamRole.MANAGER)

    assert team.members == (
        Membership(rosa, TeamRole.MANAGER),
        Membership(otto, TeamRole.OBSERVER),
    )


def test_putting_a_member_as_they_are_changes_nothing():
    """The version stays."""
    office = Office()
    rosa = office.users["rosa"].id
    once = office.do(PutMember(), office.team.id, rosa, role=TeamRole.RESPONDER)

    assert office.do(PutMember(), office.team.id, rosa, role=TeamRole.RESPONDER) == once
