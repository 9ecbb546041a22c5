"""Taking ways to reach people away."""

import pytest
from tests.unit.teams.office import Office

from hikeshi.kernel.errors import ForbiddenError
from hikeshi.teams.errors import ContactMethodNotFoundError
from hikeshi.teams.use_cases.delete_contact_method import DeleteContactMethod
from hikeshi.testing.builders import a_contact_method


def test_only_the_person_and_administrators_do():
    """Somebody else is refused; afterwards it is gone."""
    office = Office()
    method = a_contact_method(user_id=office.users["rosa"].id)
    office.save("contact_methods", method)
    with pytest.raises(ForbiddenError):
        office.do(DeleteContactMethod(), method.id, by="otto")
    office.do(DeleteContactMethod(), method.id, by="rosa")

    assert office.facts() == [("ObjectDeleted", "contact-method", ())]
    with pytest.raises(ContactMethodNotFoundError):
        office.do(DeleteContactMethod(), method.id, by="rosa")
