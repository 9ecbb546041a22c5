"""An account elsewhere becomes its person's."""

import pytest
from attrs import evolve
from tests.unit.teams.office import Office

from hikeshi.kernel.actor import SYSTEM
from hikeshi.kernel.errors import ForbiddenError, InvalidError, NotFoundError
from hikeshi.teams.model.contact_method import ContactKind
from hikeshi.teams.model.drafts import ContactMethodDraft
from hikeshi.teams.use_cases.create_contact_method import CreateContactMethod
from hikeshi.teams.use_cases.link_contact_method import LinkContactMethod

LINK = LinkContactMethod()
SLACK = ContactKind.SLACK


def test_it_is_made_verified_and_once():
    """Linking again changes nothing; a second account gets a key of its own."""
    office = Office()
    first = office.do(LINK, SLACK, "U0OTTO", by="otto")

    assert (first.user_id, first.key, first.verified) == (office.users["otto"].id, "slack", True)
    assert office.do(LINK, SLACK, "u0otto", by="otto") == first
    assert office.do(LINK, SLACK, "U0OTHER", by="otto").key == "slack-2"


def test_one_that_waited_for_proof_is_verified():
    """What the person had added by hand is the same method."""
    office = Office()
    draft = ContactMethodDraft(key="chat", kind=SLACK, address="U0OTTO")
    before = office.do(CreateContactMethod(str), draft, by="otto")

    after = office.do(LINK, SLACK, "U0OTTO", by="otto")

    assert (before.verified, after.verified, after.id, after.key) == (
        False,
        True,
        before.id,
        "chat",
    )


def test_it_is_for_people_and_their_own():
    """Neither the system nor a token that only reads links anything; nonsense is no address."""
    office = Office()
    reader = evolve(office.person("otto"), scopes=frozenset({"read"}))

    with pytest.raises(NotFoundError):
        office.do(LINK, SLACK, "U0OTTO", by=SYSTEM)
    with pytest.raises(ForbiddenError):
        office.do(LINK, SLACK, "U0OTTO", by=reader)
    with pytest.raises(InvalidError):
        office.do(LINK, SLACK, "nonsense!", by="otto")
