"""What comes from Slack is believed by its signature alone."""

from datetime import UTC, datetime, timedelta

import pytest
from slack_sdk.signature import Clock, SignatureVerifier

from hikeshi_server.inbound.http.slack.signatures import (
    WINDOW_SECONDS,
    SlackSignatureError,
    check_signature,
)

NOW = datetime(2026, 1, 5, 3, 10, tzinfo=UTC)
SECRET, BODY = "8f742231b10e8888abcd99yyyzzz85a5", "payload=%7B%7D&x=é".encode()


def signed(body: bytes = BODY, at: datetime = NOW, secret: str = SECRET) -> dict[str, str]:
    """Return timestamp and signature as Slack's own library makes them."""
    timestamp = str(int(at.timestamp()))
    verifier = SignatureVerifier(secret, Clock())
    signature = verifier.generate_signature(timestamp=timestamp, body=body)
    assert signature is not None
    return {"timestamp": timestamp, "signature": signature}


def test_what_slacks_library_signs_is_believed() -> None:
    """The raw body counts, byte for byte."""
    check_signature(SECRET, BODY, now=NOW, **signed())


@pytest.mark.parametrize("seconds", [WINDOW_SECONDS, -WINDOW_SECONDS])
def test_the_window_is_five_minutes(seconds: int) -> None:
    """At its edge a request is believed, one second beyond it is not."""
    beyond = seconds + (1 if seconds > 0 else -1)
    check_signature(SECRET, BODY, now=NOW + timedelta(seconds=seconds), **signed())
    with pytest.raises(SlackSignatureError):
        check_signature(SECRET, BODY, now=NOW + timedelta(seconds=beyond), **signed())


@pytest.mark.parametrize(
    "changes",
    [
        {"signature": ""},
        {"signature": "v0=" + "0" * 64},
        {"signature": "é"},
        {"timestamp": ""},
        {"timestamp": "1e9"},
        {"timestamp": "²"},
        {"timestamp": "9" * 400},
        signed(secret="another"),
        signed(body=b"another"),
    ],
)
def test_anything_else_is_refused(changes: dict[str, str]) -> None:
    """A forged, changed or missing signature opens nothing."""
    with pytest.raises(SlackSignatureError):
        check_signature(SECRET, BODY, now=NOW, **{**signed(), **changes})
