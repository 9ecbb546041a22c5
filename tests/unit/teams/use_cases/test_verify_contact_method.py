"""Vouching for contact methods."""

import pytest
from tests.unit.teams.office import Office

from hikeshi.kernel.errors import ForbiddenError
from hikeshi.teams.use_cases.verify_contact_method import VerifyContactMethod
from hikeshi.testing.builders import a_contact_method


def test_an_administrator_vouches():
    """From then on pages are sent there; vouching again changes nothing."""
    office = Office()
    method = a_contact_method(user_id=office.users["rosa"].id, verified=False)
    office.save("contact_methods", method)
    with pytest.raises(ForbiddenError):
        office.do(VerifyContactMethod(), method.id, by="rosa")
    once = office.do(VerifyContactMethod(), method.id)

    assert (once.verified, once.version) == (True, 2)
    assert office.do(VerifyContactMethod(), method.id) == once
