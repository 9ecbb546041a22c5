"""When a session lives, and which secret it accepts."""

from datetime import timedelta
from uuid import UUID

import pytest
from tests.unit.access.world import ANA, ELSEWHERE, HOME, START

from hikeshi.access.model.session import (
    LONGEST_IDLE,
    LONGEST_SESSION,
    Device,
    Session,
    SessionKind,
    SessionSecret,
)
from hikeshi.kernel.ids import SessionId

SECRET = SessionSecret("family", "token")


def session():
    """A session just opened."""
    return Session.opened(
        SessionId(UUID(int=9)), ANA, SECRET, kind=SessionKind.API, device=HOME, now=START
    )


def test_a_secret_is_read_back():
    """What is handed out is what is understood."""
    assert SessionSecret.parse(SECRET.text) == SECRET


@pytest.mark.parametrize(
    "text", ["", "hks_", "hks_a", "hks_a.", "hks_.b", "family.token", "hik_a.b"]
)
def test_what_is_no_secret_is_not_read(text):
    """Anything without mark, family and token is nothing."""
    assert SessionSecret.parse(text) is None


def test_only_the_present_token_of_the_family_is_accepted():
    """Another family, another token, and the token before a rotation are not accepted."""
    rotated = session().rotated("next", ELSEWHERE, START)

    assert session().accepts(SECRET)
    assert not session().accepts(SessionSecret("family", "other"))
    assert not session().accepts(SessionSecret("other", "token"))
    assert not rotated.accepts(SECRET)
    assert rotated.accepts(SessionSecret("family", "next"))


def test_a_session_nobody_uses_ends():
    """Idle for too long, it is over at that instant; a use in between keeps it."""
    just_before = START + LONGEST_IDLE - timedelta(seconds=1)

    assert session().is_alive(just_before)
    assert not session().is_alive(START + LONGEST_IDLE)
    assert session().rotated("next", HOME, just_before).is_alive(START + LONGEST_IDLE)


def test_a_session_ends_whatever_happens():
    """Even one in constant use ends after its longest life."""
    used = session().rotated("next", HOME, START + LONGEST_SESSION - timedelta(seconds=1))

    assert not used.is_alive(START + LONGEST_SESSION)


def test_a_revoked_session_is_over_and_stays_as_it_ended():
    """Revoking twice keeps the first instant."""
    revoked = session().revoked(START)

    assert not revoked.is_alive(START)
    assert revoked.revoked(START + timedelta(days=1)) is revoked


def test_neither_secret_nor_digest_is_shown():
    """Whatever prints a session or a secret prints nothing that opens it."""
    shown = repr(session()) + repr(SECRET)

    assert "digest" not in shown
    assert "token'" not in shown
    assert "'family" not in shown


def test_a_long_user_agent_is_cut():
    """A sender cannot make us keep what it likes."""
    assert len(Device(address="192.0.2.1", user_agent="x" * 10_000).user_agent) == 200
