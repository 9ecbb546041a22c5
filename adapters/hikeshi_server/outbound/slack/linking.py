"""Links with which somebody in Slack says who they are here."""

import base64
import binascii
import hashlib
import hmac
import os
import struct
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from hikeshi.kernel.clock import Clock
from hikeshi.kernel.errors import ForbiddenError
from hikeshi_server.outbound.secrets import derive_key

#: So long after Slack has shown it a link can be used, once.
LINK_LIFE = timedelta(minutes=15)
_FIELDS = struct.Struct(">BQ8s")  # version, expiry in Unix seconds, chance
_VERSION = 1
_SEAL_BYTES = 16  # HMAC-SHA256 cut to 128 bits (RFC 2104, section 5)
_LONGEST_MEMBER = 32


class SlackLinkRefusedError(ForbiddenError):
    """This link is too old, was used, or was not made here: press the button in Slack again."""


class SlackLinks:
    """Makes links and reads them.

    Args:
        public_url: Where people reach this server.
        secret_keys: The first one signs, every one is accepted.
        clock: Tells when a link was made.
    """

    def __init__(self, public_url: str, secret_keys: Sequence[bytes], clock: Clock) -> None:
        self._public_url = public_url.rstrip("/")
        self._keys = tuple(derive_key(key, "slack link") for key in secret_keys)
        self._clock = clock

    def url_for(self, member: str) -> str:
        """Return where the member links their account; another one each time.

        Args:
            member: As Slack has vouched for it: signed, or over its socket.
        """
        expiry = int((self._clock.now() + LINK_LIFE).timestamp())
        fields = _FIELDS.pack(_VERSION, expiry, os.urandom(8)) + member.encode()
        raw = fields + _seal(self._keys[0], fields)
        token = base64.urlsafe_b64encode(raw).decode().rstrip("=")
        return f"{self._public_url}/link/slack/{token}"

    def read(self, token: str, now: datetime) -> str:
        """Return whose link it is.

        Raises:
            SlackLinkRefusedError: It was not made here, was changed, or is too old.
        """
        fields, seal = _parts(token)
        # Every key is tried, so that the time it takes does not say which one fitted.
        fits = [hmac.compare_digest(seal, _seal(key, fields)) for key in self._keys]
        if not any(fits):
            raise SlackLinkRefusedError
        version, expiry, _ = _FIELDS.unpack(fields[: _FIELDS.size])
        if version != _VERSION or now >= datetime.fromtimestamp(expiry, UTC):
            raise SlackLinkRefusedError
        return fields[_FIELDS.size :].decode()


def _seal(key: bytes, fields: bytes) -> bytes:
    return hmac.digest(key, fields, hashlib.sha256)[:_SEAL_BYTES]


def _parts(token: str) -> tuple[bytes, bytes]:
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise SlackLinkRefusedError from None
    if not 0 < len(raw) - _FIELDS.size - _SEAL_BYTES <= _LONGEST_MEMBER:
        raise SlackLinkRefusedError
    return raw[:-_SEAL_BYTES], raw[-_SEAL_BYTES:]
