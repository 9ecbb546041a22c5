"""Signatures are those of Standard Webhooks."""

import base64
from datetime import UTC, datetime, timedelta, timezone

import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError
from tests.unit.outbound.envelopes import WEBHOOK_SECRET

from hikeshi_server.outbound.webhook.client import BadSigningSecretError, generate_secret, sign


def test_a_signature_is_exact() -> None:
    """The signature is the HMAC-SHA256 of `id.timestamp.body` (checked against openssl)."""
    headers = sign(
        message_id="msg_1",
        at=datetime(2026, 1, 5, 3, 10, 1, 999_000, tzinfo=UTC),
        secrets=[WEBHOOK_SECRET],
        body=b'{"a":1}',
    )

    assert headers == {
        "Content-Type": "application/json",
        "webhook-id": "msg_1",
        "webhook-timestamp": "1767582601",
        "webhook-signature": "v1,LvJPyqFh09RN3VRZ4xQfHjvQ/9bvkscR6MqfxTtEC3c=",
    }


def test_a_receiver_verifies_it_and_notices_a_change() -> None:
    """The library for receivers accepts the message as it is, and no other."""
    secret, body = generate_secret(), '{"title":"火事"}'.encode()
    now = datetime.now(timezone(timedelta(hours=9)))
    headers = dict(sign(message_id="m", at=now, secrets=[secret], body=body))

    assert Webhook(secret).verify(body, headers) == {"title": "火事"}
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(body + b" ", headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(generate_secret()).verify(body, headers)


def test_secrets_are_32_random_bytes() -> None:
    """A new secret has the form receivers expect, and is never the same."""
    first, second = generate_secret(), generate_secret()

    assert first != second
    assert len(base64.b64decode(first.removeprefix("whsec_"), validate=True)) == 32


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_é", "whsec_a"])
def test_a_secret_that_cannot_sign_is_named(secret: str) -> None:
    """Without a usable secret nothing is signed."""
    with pytest.raises(BadSigningSecretError):
        sign(message_id="m", at=datetime.now(UTC), secrets=[secret], body=b"")
