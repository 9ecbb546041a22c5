"""Tokens of calls."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from hikeshi.kernel.ids import IncidentId, NotificationId, UserId
from hikeshi_server.outbound.voice.tokens import CallRefusedError, CallToken, CallTokens

NOW = datetime(2026, 1, 5, 3, 10, tzinfo=UTC)
OLD, NEW = bytes(range(32)), bytes(range(32, 64))
TOKEN = CallToken(
    user_id=UserId(UUID(int=1)),
    incident_id=IncidentId(UUID(int=2)),
    notification_id=NotificationId(UUID(int=3)),
    attempt=2,
    expires_at=NOW + timedelta(minutes=30),
)


def test_a_token_says_whose_call_it_is() -> None:
    """What was put in comes out, with an older key, too."""
    assert CallTokens([NEW, OLD]).read(CallTokens([OLD]).make(TOKEN), NOW) == TOKEN


def test_a_changed_foreign_or_old_token_is_refused() -> None:
    """Bound to person, incident, notification, attempt and expiry."""
    tokens = CallTokens([OLD])
    text = tokens.make(TOKEN)
    for bad in ("", "x", text[:-1], ("B" if text[0] == "A" else "A") + text[1:], text + "AAAA"):
        with pytest.raises(CallRefusedError):
            tokens.read(bad, NOW)
    with pytest.raises(CallRefusedError):
        CallTokens([NEW]).read(text, NOW)
    with pytest.raises(CallRefusedError):
        tokens.read(text, TOKEN.expires_at)
