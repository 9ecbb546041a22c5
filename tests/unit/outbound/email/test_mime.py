"""The headers of a page by mail."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.outbound.envelopes import AYA, PAGE, RESOLVED

from hikeshi.notifications.model.envelope import Envelope
from hikeshi_server.outbound.email.message import render
from hikeshi_server.outbound.email.mime import BadRecipientError, compose, deliverable_address
from hikeshi_server.outbound.email.settings import MailFrom

AT = datetime(2026, 1, 5, 3, 10, 2, tzinfo=UTC)
FROM = MailFrom("Hikeshi", "pager@example.org")


def bytes_of(envelope: Envelope, recipient: str = "ana@example.org") -> bytes:
    """Compose a mail as it goes over the wire."""
    mail = render(
        envelope, incident_url="https://a.example/i", acknowledge_url="https://a.example/a"
    )
    message = compose(mail, envelope, recipient=recipient, mail_from=FROM, at=AT)
    return message.as_bytes()


def parsed(raw: bytes) -> EmailMessage:
    """Read a mail as its recipient does."""
    message = message_from_bytes(raw, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def test_headers_of_a_page() -> None:
    """A page says who it is for, what it belongs to, that a machine wrote it, and its weight."""
    message = parsed(bytes_of(PAGE))

    assert {name: str(value) for name, value in message.items()} == {
        "Subject": "[SEV1] #42 Checkout fails for 12 % of customers",
        "From": "Hikeshi <pager@example.org>",
        "To": "Ana García <ana@example.org>",
        "Date": "Mon, 05 Jan 2026 03:10:02 +0000",
        "Message-ID": "<0190a000-0000-7000-8000-000000000001@example.org>",
        "In-Reply-To": "<incident-0190a000-0000-7000-8000-000000000002@example.org>",
        "References": "<incident-0190a000-0000-7000-8000-000000000002@example.org>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "Importance": "high",
        "X-Priority": "1",
        "Priority": "urgent",
        "MIME-Version": "1.0",
        "Content-Type": message["Content-Type"],
    }


def test_a_repetition_has_the_same_message_id() -> None:
    """Mail programs show a page that was sent twice once."""
    again = parsed(bytes_of(evolve(PAGE, attempt=2)))

    assert again["Message-ID"] == parsed(bytes_of(PAGE))["Message-ID"]


def test_good_news_is_not_urgent() -> None:
    """Only an urgent page carries headers of importance."""
    message = parsed(bytes_of(RESOLVED))

    assert (message["Importance"], message["X-Priority"], message["Priority"]) == (None, None, None)


@pytest.mark.parametrize("envelope", [PAGE, evolve(PAGE, recipient=AYA, title="火事" * 80)])
def test_a_mail_passes_servers_that_know_ascii_only(envelope: Envelope) -> None:
    """The wire form is ASCII in lines of at most 998 bytes, and reads as it was written."""
    raw = bytes_of(envelope)

    assert raw.isascii()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert str(parsed(raw)["Subject"]).endswith(envelope.title)


ANY = st.text(st.characters(), max_size=80)


@given(ANY, ANY, ANY)
def test_no_text_adds_a_header(title: str, name: str, description: str) -> None:
    """Whatever title, name and description are, the headers stay the same ones."""
    hostile = evolve(
        PAGE,
        title=f"x\r\nBcc: evil@example.org\r\n{title}",
        description=description,
        recipient=evolve(PAGE.recipient, name=f"{name}\r\nX-Evil: 1"),
    )

    message = parsed(bytes_of(hostile))

    assert message.keys() == parsed(bytes_of(PAGE)).keys()
    assert [address.addr_spec for address in message["To"].addresses] == ["ana@example.org"]


@pytest.mark.parametrize(
    "address",
    ["", "ana", "@example.org", "ana@", "ana@a..b.例え", "a b@example.org", "<ana@example.org>",
     "ana@example.org\r\nBcc: b@example.org"],
)  # fmt: skip
def test_an_address_that_cannot_be_written_to_is_refused(address: str) -> None:
    """What is no address is refused before anything is composed."""
    with pytest.raises(BadRecipientError):
        deliverable_address(address)


def test_domains_are_written_in_ascii() -> None:
    """A domain in any script has an ASCII form."""
    assert deliverable_address(" aya@火消し.example ") == "aya@xn--68j655pl2b.example"


@pytest.mark.parametrize("address", ["ana@x@example.org", "ana(comment@example.org", "a,b@c.org"])
def test_an_address_that_cannot_stand_in_a_header_is_refused(address: str) -> None:
    """What the header would not take is refused, never half written."""
    with pytest.raises(BadRecipientError):
        bytes_of(PAGE, recipient=address)
