"""Contact methods that are no way to their person any more."""

import pytest
from tests.unit.teams.office import Office

from hikeshi.kernel.errors import ForbiddenError
from hikeshi.kernel.ids import ContactMethodId
from hikeshi.teams.use_cases.end_verification import EndVerification
from hikeshi.testing.builders import a_contact_method, new_id


def test_a_method_counts_as_not_verified_any_more():
    """From then on nothing is sent there; again, and for what is gone, nothing happens."""
    office = Office()
    method = a_contact_method(user_id=office.users["rosa"].id, verified=True)
    office.save("contact_methods", method)
    office.do(EndVerification(), [method.id, ContactMethodId(new_id())])
    office.do(EndVerification(), [method.id])

    kept = office.store.contact_methods.rows[method.id]
    assert (kept.verified, kept.version) == (False, 2)


def test_nobody_ends_what_is_not_theirs():
    """Another person's method is theirs to end, or an administrator's."""
    office = Office()
    method = a_contact_method(verified=True)
    office.save("contact_methods", method)
    with pytest.raises(ForbiddenError):
        office.do(EndVerification(), [method.id], by="rosa")
