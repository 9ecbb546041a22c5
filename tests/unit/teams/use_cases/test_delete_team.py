"""Deleting a team."""

import pytest
from tests.unit.teams.office import Office

from hikeshi.kernel.errors import ForbiddenError, StaleError
from hikeshi.teams.errors import TeamNotFoundError
from hikeshi.teams.use_cases.delete_team import DeleteTeam
from hikeshi.testing.builders import a_team


def test_it_is_gone():
    """What was deleted is not found again, and it is written down."""
    office = Office()
    team = a_team()
    office.save("teams", team)
    office.do(DeleteTeam(), team.id)

    assert team.id not in office.store.teams.rows
    assert office.facts() == [("ObjectDeleted", "team", ())]
    with pytest.raises(TeamNotFoundError):
        office.do(DeleteTeam(), team.id)


def test_a_refusal_leaves_it_there():
    """Who may not, or saw another version, deletes nothing."""
    office = Office()
    team = a_team()
    office.save("teams", team)
    with pytest.raises(ForbiddenError):
        office.do(DeleteTeam(), team.id, by="rosa")
    with pytest.raises(StaleError):
        office.do(DeleteTeam(), team.id, expected_version=7)

    assert team.id in office.store.teams.rows
