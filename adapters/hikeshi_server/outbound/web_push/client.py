"""Hands messages to push services (RFC 8030, section 5)."""

import base64

from attrs import frozen

from hikeshi.kernel.clock import Clock
from hikeshi_server.outbound.http_client import Answer, OutgoingHttp
from hikeshi_server.outbound.web_push.encryption import encrypt, parse_keys
from hikeshi_server.outbound.web_push.message import PushMessage, body_of
from hikeshi_server.outbound.web_push.vapid import VapidKeys, authorization

#: A pager does not wait longer for a service that takes messages on.
TOTAL_SECONDS = 10.0
#: So long a service keeps a message for a phone that is off; what is older is worth nothing: by
#: then the page has gone on to somebody else.
KEPT_SECONDS = 1_800


@frozen
class WebPushClient:
    """Encrypts one message for one browser and hands it to that browser's service.

    Args:
        contact: `mailto:` or `https:` address of whoever runs this server.
    """

    http: OutgoingHttp
    keys: VapidKeys
    contact: str
    clock: Clock

    async def push(self, endpoint: str, secret: str | None, message: PushMessage) -> Answer:
        """Push the message and return the service's answer.

        Raises:
            BadPushKeysError: The browser's keys cannot be used.
            DestinationRefusedError: The endpoint leads inwards, or is no URL.
            DestinationUnreachableError: There was no whole answer.
        """
        body = encrypt(body_of(message), parse_keys(secret))
        key = await self.keys.get()
        headers = {
            "Authorization": authorization(key, endpoint, self.contact, self.clock.now()),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(KEPT_SECONDS),
            "Urgency": message.urgency,
            "Topic": topic(message),
        }
        return await self.http.post(endpoint, content=body, headers=headers, timeout=TOTAL_SECONDS)


def topic(message: PushMessage) -> str:
    """Return by what a newer message replaces an undelivered one (section 5.4): 22 of 32 signs."""
    return base64.urlsafe_b64encode(message.about.bytes).decode().rstrip("=")
