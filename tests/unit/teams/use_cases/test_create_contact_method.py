"""Adding ways to reach people."""

import pytest
from attrs import evolve
from tests.unit.teams.office import Office

from hikeshi.kernel.errors import ConflictError, ForbiddenError, InvalidError
from hikeshi.teams.model.contact_method import ContactKind
from hikeshi.teams.model.drafts import ContactMethodDraft
from hikeshi.teams.use_cases.create_contact_method import CreateContactMethod

CREATE = CreateContactMethod(lambda: "whsec_x")
TOPIC = ContactMethodDraft(
    key="phone", kind=ContactKind.NTFY, address="https://ntfy.example.org/a", token="tk_a"
)
CONSOLE = ContactMethodDraft(key="log", kind=ContactKind.CONSOLE)


def test_it_belongs_to_whoever_adds_it():
    """Without a person named it is one's own; keys are unique within the person."""
    office = Office()
    own = office.do(CREATE, CONSOLE, by="otto")

    assert (own.user_id, own.verified, own.secret) == (office.users["otto"].id, True, None)
    assert office.do(CREATE, CONSOLE, by="rosa").key == "log"
    with pytest.raises(ConflictError):
        office.do(CREATE, CONSOLE, by="otto")


def test_a_webhook_is_signed_and_unverified():
    """It gets a signing secret, and nothing is sent until somebody vouched for it."""
    draft = ContactMethodDraft(key="w", kind=ContactKind.WEBHOOK, address="https://example.org/")
    made = Office().do(CREATE, draft, by="rosa")

    assert (made.secret, made.verified) == ("whsec_x", False)


def test_administrators_add_for_others():
    """A responder adds for nobody but themselves; a token that only reads for nobody at all."""
    office = Office()
    for_rosa = evolve(CONSOLE, user_id=office.users["rosa"].id)

    assert office.do(CREATE, for_rosa).user_id == office.users["rosa"].id
    with pytest.raises(ForbiddenError):
        office.do(CREATE, for_rosa, by="otto")
    for scopes in ({"read"}, {"read", "read-secrets"}, set[str]()):
        reader = evolve(office.person("otto"), scopes=frozenset(scopes))
        with pytest.raises(ForbiddenError):
            office.do(CREATE, CONSOLE, by=reader)


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        ("email", "nowhere"),
        ("sms", "0123"),
        ("voice", "+0"),
        ("webhook", "ftp://x"),
        ("ntfy", "https://ntfy.example.org/"),
        ("ntfy", "https://ntfy.example.org/a?b"),
    ],
)
def test_the_address_fits_the_kind(kind, address):
    """What a channel cannot use is refused at the address."""
    with pytest.raises(InvalidError) as refused:
        ContactMethodDraft(key="a", kind=ContactKind(kind), address=address)

    assert refused.value.faults[0].pointer == "/address"


def test_a_topics_token_is_kept_as_its_secret_and_never_answered():
    """It is written, and read by the channel alone."""
    made = Office().do(CREATE, TOPIC, by="rosa")

    assert (made.secret, made.token) == ("tk_a", None)


@pytest.mark.parametrize("token", ["with blank", "line\nbreak", "x" * 513])
def test_a_token_fits_into_a_header(token):
    """What could end a header is refused at the token."""
    with pytest.raises(InvalidError) as refused:
        evolve(TOPIC, token=token)

    assert refused.value.faults[0].pointer == "/token"


def test_only_a_topic_takes_a_token():
    """A webhook's secret is made here; nobody brings one."""
    with pytest.raises(InvalidError):
        evolve(CONSOLE, token="tk_a")
