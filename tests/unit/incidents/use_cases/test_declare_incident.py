"""A person says that something is wrong."""

from uuid import UUID

import pytest
from tests.unit.incidents.desk import Desk

from hikeshi.incidents.use_cases.declare_incident import Declaration, DeclareIncident
from hikeshi.kernel.actor import Role, TeamRole
from hikeshi.kernel.errors import ForbiddenError, InvalidError
from hikeshi.kernel.ids import TeamId


def test_the_service_s_policy_begins():
    """A declared incident of a service pages as an alert of it would."""
    desk = Desk()
    declared = Declaration(title="checkout is slow", service_id=desk.player.names.service("api").id)

    incident = desk.do(DeclareIncident(), declared, team_id=None)

    assert (incident.title, incident.status.value) == ("checkout is slow", "triggered")
    desk.expect_page("ana", step=1, incident=2)


def test_who_may_only_read_may_not():
    """Declaring needs the permission to respond."""
    desk = Desk()
    with pytest.raises(ForbiddenError):
        desk.do(
            DeclareIncident(),
            Declaration(title="x"),
            team_id=None,
            by=desk.person(role=Role.OBSERVER),
        )


def test_a_service_of_another_team_needs_its_permission_too():
    """Who may respond for a team only may not page the owner of any service."""
    desk = Desk()
    mine, other = TeamId(UUID(int=1)), TeamId(UUID(int=2))
    declared = Declaration(title="x", service_id=desk.player.names.service("api").id)
    by = desk.person(role=Role.OBSERVER, teams=((mine, TeamRole.RESPONDER),))

    with pytest.raises(ForbiddenError):
        desk.do(DeclareIncident(), declared, team_id=mine, owner_id=other, by=by)


@pytest.mark.parametrize("title", ["", "  ", "x" * 1025])
def test_a_title_is_neither_empty_nor_endless(title):
    """Between one and 1,024 characters are taken."""
    with pytest.raises(InvalidError):
        Declaration(title=title)
