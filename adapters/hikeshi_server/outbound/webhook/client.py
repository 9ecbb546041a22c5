"""Posts signed bodies (github.com/standard-webhooks, spec 1.0.0)."""

import base64
import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from attrs import frozen
from standardwebhooks.webhooks import EmptyWebhookSecretError, Webhook

from hikeshi.kernel.errors import InvalidError
from hikeshi_server.outbound.http_client import Answer, OutgoingHttp

_PREFIX = "whsec_"
#: The specification asks receivers for an answer within 15 to 30 s; a pager cannot wait so long.
TOTAL_SECONDS = 10.0


class BadSigningSecretError(InvalidError):
    """A webhook's signing secret must be `whsec_` and the base64 of 24 to 64 random bytes."""


def generate_secret() -> str:
    """Return a new signing secret of 32 random bytes."""
    return _PREFIX + base64.b64encode(os.urandom(32)).decode()


@frozen
class WebhookClient:
    """Signs and posts one message."""

    http: OutgoingHttp

    async def post(
        self,
        url: str,
        *,
        message_id: str,
        at: datetime,
        secret: str,
        body: bytes,
        older_secrets: Sequence[str] = (),
    ) -> Answer:
        """Post the body and return the answer.

        Args:
            message_id: The same for every repetition: receivers know duplicates by it.
            at: The instant of this attempt.
            older_secrets: Sign as well, for receivers that have not changed over yet.

        Raises:
            BadSigningSecretError: A secret cannot be used.
            DestinationRefusedError: The URL leads inwards, or is none.
            DestinationUnreachableError: There was no whole answer.
        """
        secrets = (secret, *older_secrets)
        headers = sign(message_id=message_id, at=at, secrets=secrets, body=body)
        return await self.http.post(url, content=body, headers=headers, timeout=TOTAL_SECONDS)


def sign(
    *, message_id: str, at: datetime, secrets: Sequence[str], body: bytes
) -> Mapping[str, str]:
    """Return the headers of a message signed with each secret.

    Raises:
        BadSigningSecretError: A secret cannot be used.
    """
    try:
        webhooks = [Webhook(secret) for secret in secrets]
    except (ValueError, EmptyWebhookSecretError):
        raise BadSigningSecretError from None
    # The library takes the wall clock of the instant it is given for UTC.
    instant, text = at.astimezone(UTC), body.decode()
    return {
        "Content-Type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": str(int(instant.timestamp())),
        "webhook-signature": " ".join(
            webhook.sign(message_id, instant, text) for webhook in webhooks
        ),
    }
