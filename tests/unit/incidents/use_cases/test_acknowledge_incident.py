"""Taking an incident."""

import pytest
from tests.unit.incidents.desk import Desk, refuses_observers, refuses_stale

from hikeshi.incidents.errors import IllegalTransitionError, IncidentNotFoundError
from hikeshi.incidents.use_cases.acknowledge_incident import AcknowledgeIncident
from hikeshi.kernel.actor import Role, TeamRole
from hikeshi.kernel.ids import IncidentId


def test_who_may_only_read_may_not():
    """The verb needs the permission to respond."""
    refuses_observers(AcknowledgeIncident())


def test_a_stale_version_is_refused():
    """Who saw an older version has to look again."""
    refuses_stale(AcknowledgeIncident())


def test_paging_stops_and_the_incident_is_theirs():
    """Who acknowledges has the incident; nothing is planned any more."""
    desk = Desk()

    taken = desk.run(AcknowledgeIncident())

    assert taken.status.value == "acknowledged"
    assert taken.assignee_ids == taken.responder_ids == (desk.person().id,)
    assert taken.plans == ()


def test_an_incident_that_is_over_cannot_be_acknowledged():
    """Only open incidents are acknowledged."""
    desk = Desk()
    desk.acts("ana", "resolve")

    with pytest.raises(IllegalTransitionError):
        desk.run(AcknowledgeIncident())


def test_there_has_to_be_such_an_incident():
    """An unknown incident is not found."""
    desk = Desk()
    with pytest.raises(IncidentNotFoundError):
        desk.do(AcknowledgeIncident(), IncidentId(desk.world.ids()))


def test_a_manager_of_the_team_may_though_they_only_read_elsewhere():
    """The role in the owning team counts as well as the one across the organisation."""
    team = {"key": "sre", "name": "SRE", "members": [{"user": "ana", "role": "responder"}]}
    desk = Desk(teams=[team], service={"team": "sre"})
    roles = ((desk.incident.team_id, TeamRole.RESPONDER),)

    desk.run(AcknowledgeIncident(), by=desk.person(role=Role.OBSERVER, teams=roles))

    assert desk.status == "acknowledged"
