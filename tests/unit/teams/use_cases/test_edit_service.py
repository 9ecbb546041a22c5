"""Changing services."""

import pytest
from attrs import evolve
from tests.unit.teams.office import Office

from hikeshi.kernel.actor import TeamRole
from hikeshi.kernel.errors import ForbiddenError, StaleError
from hikeshi.teams.errors import ServiceNotFoundError
from hikeshi.teams.use_cases.edit_service import EditService
from hikeshi.testing.builders import a_service, a_team


def test_a_service_goes_only_to_a_team_one_configures():
    """Giving a service away takes the permission on both sides."""
    office = Office()
    service, other = a_service(team_id=office.team.id), a_team()
    office.save("services", service)
    manager = office.person("rosa", teams=((office.team.id, TeamRole.MANAGER),))
    both = evolve(manager, teams=(*manager.teams, (other.id, TeamRole.MANAGER)))

    def give(draft):
        return evolve(draft, team_id=other.id)

    with pytest.raises(ForbiddenError):
        office.do(EditService(), service.id, give, by=manager)
    assert office.do(EditService(), service.id, give, by=both).team_id == other.id


def test_changed_fields_are_written_down():
    """The event names them."""
    office = Office()
    service = a_service()
    office.save("services", service)
    office.do(EditService(), service.id, lambda d: evolve(d, labels={"a": "b"}, description="x"))

    assert office.facts() == [("ObjectChanged", "service", ("description", "labels"))]


def test_a_stale_or_unknown_service():
    """Another version is stale, an unknown service not found."""
    office = Office()
    service = a_service()
    office.save("services", service)
    with pytest.raises(StaleError):
        office.do(EditService(), service.id, lambda draft: draft, expected_version=2)
    with pytest.raises(ServiceNotFoundError):
        office.do(EditService(), office.team.id, lambda draft: draft)
