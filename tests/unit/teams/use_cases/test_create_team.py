"""Forming teams."""

import pytest
from tests.unit.teams.office import Office

from hikeshi.kernel.errors import ConflictError, ForbiddenError, InvalidError
from hikeshi.teams.model.drafts import TeamDraft
from hikeshi.teams.model.team import Membership
from hikeshi.teams.use_cases.create_team import CreateTeam


def test_a_team_is_formed_with_its_members():
    """Members stand in the order in which they are paged."""
    office = Office()
    members = tuple(Membership(office.users[name].id) for name in ("rosa", "olga"))
    team = office.do(CreateTeam(), TeamDraft(key="web", members=members))

    assert (team.name, team.members) == ("web", members)
    assert office.facts() == [("ObjectCreated", "team", ())]


def test_a_key_is_taken_once():
    """Two teams of one key are refused."""
    with pytest.raises(ConflictError):
        Office().do(CreateTeam(), TeamDraft(key="sre"))


def test_teams_are_formed_by_administrators():
    """A responder forms none."""
    with pytest.raises(ForbiddenError):
        Office().do(CreateTeam(), TeamDraft(key="web"), by="rosa")


def test_nobody_is_a_member_twice():
    """The second mention is the fault."""
    rosa = Membership(Office().users["rosa"].id)
    with pytest.raises(InvalidError) as refused:
        TeamDraft(key="web", members=(rosa, rosa))

    assert refused.value.faults[0].pointer == "/members/1/user_id"
