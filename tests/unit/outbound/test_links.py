"""Links carry who may acknowledge what until when, and cannot be forged."""

import base64
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.outbound.envelopes import LINKS, PAGE, SECRET_KEY

from hikeshi_server.outbound.links import (
    ACKNOWLEDGE_PATH,
    AcknowledgeToken,
    Links,
    TokenRefusedError,
)

NOW = datetime(2026, 1, 5, 3, 10, tzinfo=UTC)
EXPIRES_AT = NOW + timedelta(hours=24)
INCIDENT, USER = PAGE.incident_id, PAGE.recipient.user_id


def token_of(links: Links) -> str:
    """Return the token of an acknowledge link."""
    return links.acknowledge_url(INCIDENT, USER, EXPIRES_AT).rpartition("/")[2]


def test_a_link_says_who_may_acknowledge_what_until_when() -> None:
    """What goes into a link comes out of it."""
    url = LINKS.acknowledge_url(INCIDENT, USER, EXPIRES_AT)

    assert url.startswith(f"https://pager.example.org{ACKNOWLEDGE_PATH}")
    assert len(url) < 130
    assert LINKS.read_token(token_of(LINKS), NOW) == AcknowledgeToken(INCIDENT, USER, EXPIRES_AT)


def test_a_link_is_the_same_each_time() -> None:
    """A repeated message carries the same link."""
    assert token_of(LINKS) == token_of(LINKS)


def test_an_incident_has_an_address() -> None:
    """The page of an incident stands below the public URL."""
    assert LINKS.incident_url(INCIDENT) == f"https://pager.example.org/incidents/{INCIDENT}"


def test_an_expired_link_is_refused() -> None:
    """At its expiry a link allows nothing any more, and says so."""
    with pytest.raises(TokenRefusedError, match="too old"):
        LINKS.read_token(token_of(LINKS), EXPIRES_AT)


@given(st.data())
def test_a_changed_link_is_refused(data: st.DataObject) -> None:
    """Whichever bit is turned round, the link is not valid."""
    raw = bytearray(base64.urlsafe_b64decode(token_of(LINKS) + "=="))
    bit = data.draw(st.integers(0, len(raw) * 8 - 1))
    raw[bit // 8] ^= 1 << bit % 8
    forged = base64.urlsafe_b64encode(raw).decode().rstrip("=")

    with pytest.raises(TokenRefusedError):
        LINKS.read_token(forged, NOW)


@pytest.mark.parametrize("token", ["", "a", "%%%", "é", "A" * 76, "A" * 5_000])
def test_what_is_no_token_is_refused(token: str) -> None:
    """Any text instead of a token is refused in the same way."""
    with pytest.raises(TokenRefusedError):
        LINKS.read_token(token, NOW)


def test_links_outlive_a_rotation_of_keys() -> None:
    """A link signed with an earlier key works as long as that key is listed."""
    new_key = bytes(range(40, 80))
    old_token = token_of(LINKS)

    rotated = Links("https://pager.example.org", [new_key, SECRET_KEY])
    assert rotated.read_token(old_token, NOW).user_id == USER
    assert token_of(rotated) != old_token
    with pytest.raises(TokenRefusedError):
        Links("https://pager.example.org", [new_key]).read_token(old_token, NOW)


def test_a_button_and_a_link_are_of_different_use() -> None:
    """Neither token opens what the other one is for."""
    button = LINKS.press_url(INCIDENT, USER, EXPIRES_AT).split("/")[-2]

    assert LINKS.read_press_token(button, NOW) == AcknowledgeToken(INCIDENT, USER, EXPIRES_AT)
    for read, token in ((LINKS.read_token, button), (LINKS.read_press_token, token_of(LINKS))):
        with pytest.raises(TokenRefusedError):
            read(token, NOW)
