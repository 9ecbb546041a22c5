"""Changing ways to reach people."""

import pytest
from attrs import evolve
from tests.unit.teams.office import Office

from hikeshi.kernel.errors import ForbiddenError, InvalidError
from hikeshi.teams.model.contact_method import ContactKind
from hikeshi.teams.use_cases.edit_contact_method import EditContactMethod
from hikeshi.testing.builders import a_contact_method


def rosas_mail(office):
    """Give Rosa a verified e-mail address."""
    method = a_contact_method(
        user_id=office.users["rosa"].id,
        kind=ContactKind.EMAIL,
        address="rosa@example.org",
        verified=True,
    )
    office.save("contact_methods", method)
    return method


def test_another_address_is_verified_anew():
    """A new key keeps the verification, a new address loses it."""
    office = Office()
    mail = rosas_mail(office)
    edit = EditContactMethod()
    renamed = office.do(edit, mail.id, lambda draft: evolve(draft, key="home"), by="rosa")
    moved = office.do(edit, mail.id, lambda d: evolve(d, address="r@example.org"), by="rosa")

    assert (renamed.key, renamed.verified, moved.verified) == ("home", True, False)


def test_kind_and_person_stay():
    """Another kind or person is another contact method."""
    office = Office()
    mail = rosas_mail(office)
    for changes, pointer in (
        ({"kind": ContactKind.CONSOLE, "address": ""}, "/kind"),
        ({"user_id": office.users["otto"].id}, "/user_id"),
    ):
        with pytest.raises(InvalidError) as refused:
            office.do(EditContactMethod(), mail.id, lambda d, c=changes: evolve(d, **c))
        assert refused.value.faults[0].pointer == pointer


def test_others_do_not_redirect_pages():
    """Only the person and administrators change where pages go."""
    office = Office()
    mail = rosas_mail(office)
    with pytest.raises(ForbiddenError):
        office.do(EditContactMethod(), mail.id, lambda draft: draft, by="otto")
