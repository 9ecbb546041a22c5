"""Deleting a service."""

import pytest
from tests.unit.teams.office import Office

from hikeshi.kernel.errors import ForbiddenError, StaleError
from hikeshi.teams.errors import ServiceNotFoundError
from hikeshi.teams.use_cases.delete_service import DeleteService
from hikeshi.testing.builders import a_service


def test_it_is_gone():
    """What was deleted is not found again, and it is written down."""
    office = Office()
    service = a_service()
    office.save("services", service)
    office.do(DeleteService(), service.id)

    assert service.id not in office.store.services.rows
    assert office.facts() == [("ObjectDeleted", "service", ())]
    with pytest.raises(ServiceNotFoundError):
        office.do(DeleteService(), service.id)


def test_a_refusal_leaves_it_there():
    """Who may not, or saw another version, deletes nothing."""
    office = Office()
    service = a_service()
    office.save("services", service)
    with pytest.raises(ForbiddenError):
        office.do(DeleteService(), service.id, by="rosa")
    with pytest.raises(StaleError):
        office.do(DeleteService(), service.id, expected_version=7)

    assert service.id in office.store.services.rows
