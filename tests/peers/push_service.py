"""A push service and the browser behind it: what both refuse (RFC 8030, RFC 8292, RFC 8291).

Nothing of the product's cryptography is used. What the browser can read is decided by `http_ece`,
written by an author of RFC 8188; whether a server may push, by `py_vapid`, Mozilla's library.
"""

import asyncio
import base64
import json
import os
import re
import time
from typing import Any

import http_ece
from attrs import frozen
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02

from hikeshi_server.outbound.web_push.vapid import VapidKey, new_pem, read_key
from tests.peers.http_sink import Fault, HttpSink

_URGENCIES = {"very-low", "low", "normal", "high"}
_VAPID = re.compile(r"vapid t=([\w-]+)\.([\w-]+)\.[\w-]+, k=([\w-]+)")


class Browser:
    """One subscription: its keys, and how it reads what is pushed to it."""

    def __init__(self) -> None:
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.auth = os.urandom(16)

    @property
    def point(self) -> bytes:
        """Its public key, `p256dh`."""
        return self.private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    @property
    def secret(self) -> str:
        """What a contact method keeps of it."""
        return f"{encoded(self.point)}.{encoded(self.auth)}"

    def read(self, body: bytes) -> bytes:
        """Return what was encrypted for it, in one record (RFC 8291, section 4)."""
        assert len(body) <= 21 + body[20] + int.from_bytes(body[16:20]), "more than one record"
        plain: bytes = http_ece.decrypt(
            body, private_key=self.private, auth_secret=self.auth, version="aes128gcm"
        )
        return plain


@frozen
class KeptVapidKeys:
    """The server's key pair, in memory."""

    key: VapidKey

    async def get(self) -> VapidKey:
        """Return it."""
        return self.key


def vapid_keys() -> KeptVapidKeys:
    """Return a new key pair of a server."""
    return KeptVapidKeys(read_key(new_pem()))


class PushService(HttpSink):
    """A service on loopback with one browser.

    Attributes:
        messages: What the browser read, oldest first.
        bodies: What that was on the wire.
        gone: The subscription has ended.
    """

    def __init__(self, application_server_key: str) -> None:
        super().__init__()
        self.browser = Browser()
        self.key = application_server_key
        self.messages: list[dict[str, Any]] = []
        self.bodies: list[bytes] = []
        self.gone = False

    @property
    def endpoint(self) -> str:
        """Where messages for the browser are posted."""
        return f"http://127.0.0.1:{self.port}/wpush/v2/abc-DEF_123"

    async def _answer(
        self,
        writer: asyncio.StreamWriter,
        method: str,
        path: str,
        headers: dict[str, str],
        body: bytes,
    ) -> bool:
        if self.fault is not Fault.NONE:
            return await super()._answer(writer, method, path, headers, body)
        status = self._status(method, headers, body)
        self.journal.write(method=method, path=path, headers=headers, status=status)
        await self.journal.announce()
        location = "Location: /m/1\r\n" if status == 201 else ""
        writer.write(f"HTTP/1.1 {status} X\r\n{location}Content-Length: 0\r\n\r\n".encode())
        await writer.drain()
        return True

    def _status(self, method: str, headers: dict[str, str], body: bytes) -> int:
        if self.gone:
            return 410
        if method != "POST" or not headers.get("ttl", "").isdecimal():
            return 400  # RFC 8030, section 5.2
        if headers.get("urgency") not in _URGENCIES:
            return 400
        if not re.fullmatch(r"[\w-]{1,32}", headers.get("topic", ""), re.ASCII):
            return 400
        if headers.get("content-encoding") != "aes128gcm":
            return 415
        if len(body) > 4096:
            return 413
        refused = self._refused(headers.get("authorization", ""))
        if refused:
            return refused
        self.bodies.append(body)
        self.messages.append(json.loads(self.browser.read(body)))
        return 201

    def _refused(self, authorization: str) -> int | None:
        found = _VAPID.fullmatch(authorization)
        if found is None:
            return 401
        head, claims, key = found.groups()
        if key != self.key:
            return 403  # RFC 8292, section 4.2: another server's key
        if json.loads(decoded(head)) != {"alg": "ES256", "typ": "JWT"}:
            return 401
        said = json.loads(decoded(claims))
        in_time = 0 < said["exp"] - time.time() <= 24 * 3600
        if said["aud"] != f"http://127.0.0.1:{self.port}" or not in_time:
            return 401
        if not said["sub"].startswith(("mailto:", "https:")):
            return 401
        # The library reads no space after the comma, which RFC 9110, section 5.6.1 allows.
        return None if Vapid02.verify(authorization.replace(", ", ",")) else 401


def encoded(raw: bytes) -> str:
    """Return base64url without padding."""
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def decoded(text: str) -> bytes:
    """Return the bytes of base64url."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
