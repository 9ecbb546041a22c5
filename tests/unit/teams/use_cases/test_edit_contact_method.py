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


def test_a_token_stays_with_the_server_it_was_made_for():
    """An edit without a token keeps it, an empty one or another address takes it away."""
    office, edit = Office(), EditContactMethod()
    topic = a_contact_method(
        user_id=office.users["rosa"].id,
        kind=ContactKind.NTFY,
        address="https://ntfy.example.org/rosa",
        secret="tk_a",
    )
    office.save("contact_methods", topic)

    def edited(**changes):
        return office.do(edit, topic.id, lambda draft: evolve(draft, **changes), by="rosa").secret

    assert edited(key="phone") == "tk_a"
    assert edited(token="tk_b") == "tk_b"
    assert edited(address="https://elsewhere.example.org/rosa") is None
    assert edited(token="tk_c") == "tk_c"
    assert edited(token="") is None
