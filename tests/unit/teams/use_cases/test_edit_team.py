"""Changing teams."""

import pytest
from attrs import evolve
from tests.unit.teams.office import Office

from hikeshi.kernel.actor import TeamRole
from hikeshi.kernel.errors import ForbiddenError, StaleError
from hikeshi.teams.use_cases.edit_team import EditTeam


def rename(draft):
    """Give the team another name."""
    return evolve(draft, name="Reliability")


def test_a_manager_changes_their_team():
    """The team's manager needs no global role."""
    office = Office()
    manager = office.person("otto", teams=((office.team.id, TeamRole.MANAGER),))

    assert office.do(EditTeam(), office.team.id, rename, by=manager).name == "Reliability"
    assert office.facts() == [("ObjectChanged", "team", ("name",))]


def test_a_responder_does_not():
    """Being a member is not enough."""
    office = Office()
    member = office.person("rosa", teams=((office.team.id, TeamRole.RESPONDER),))
    with pytest.raises(ForbiddenError):
        office.do(EditTeam(), office.team.id, rename, by=member)


def test_a_stale_edit_is_refused():
    """Who saw an older version has to look again."""
    office = Office()
    with pytest.raises(StaleError):
        office.do(EditTeam(), office.team.id, rename, expected_version=7)
