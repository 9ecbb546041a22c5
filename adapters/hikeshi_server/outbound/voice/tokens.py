"""The token in a call's address: whose call it is, about which page, and for how long."""

import base64
import binascii
import hashlib
import hmac
import struct
from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from attrs import frozen

from hikeshi.kernel.errors import ForbiddenError
from hikeshi.kernel.ids import IncidentId, NotificationId, UserId
from hikeshi_server.outbound.secrets import derive_key

_FIELDS = struct.Struct(">B16s16s16sHQ")  # version, person, incident, notification, attempt, expiry
_VERSION = 1
_SEAL_BYTES = 16  # HMAC-SHA256 cut to 128 bits (RFC 2104, section 5)
_MOST_ATTEMPTS = 65_535


class CallRefusedError(ForbiddenError):
    """This call is over, or was not made here."""


@frozen(kw_only=True)
class CallToken:
    """What a call allows: this person may answer this page until then."""

    user_id: UserId
    incident_id: IncidentId
    notification_id: NotificationId
    attempt: int
    expires_at: datetime


class CallTokens:
    """Makes tokens and reads them.

    Args:
        secret_keys: The first one signs, every one is accepted.
    """

    def __init__(self, secret_keys: Sequence[bytes]) -> None:
        self._keys = tuple(derive_key(key, "call") for key in secret_keys)

    def make(self, token: CallToken) -> str:
        """Return the token as text for a path."""
        fields = _FIELDS.pack(
            _VERSION,
            token.user_id.bytes,
            token.incident_id.bytes,
            token.notification_id.bytes,
            min(token.attempt, _MOST_ATTEMPTS),
            int(token.expires_at.timestamp()),
        )
        return base64.urlsafe_b64encode(fields + _seal(self._keys[0], fields)).decode().rstrip("=")

    def read(self, text: str, now: datetime) -> CallToken:
        """Return what the token allows.

        Raises:
            CallRefusedError: It was not made here, was changed, or is too old.
        """
        fields, seal = _parts(text)
        # Every key is tried, so that the time it takes does not say which one fitted.
        fits = [hmac.compare_digest(seal, _seal(key, fields)) for key in self._keys]
        if not any(fits):
            raise CallRefusedError
        version, user, incident, notification, attempt, expiry = _FIELDS.unpack(fields)
        expires_at = datetime.fromtimestamp(expiry, UTC)
        if version != _VERSION or now >= expires_at:
            raise CallRefusedError
        return CallToken(
            user_id=UserId(UUID(bytes=user)),
            incident_id=IncidentId(UUID(bytes=incident)),
            notification_id=NotificationId(UUID(bytes=notification)),
            attempt=attempt,
            expires_at=expires_at,
        )


def _seal(key: bytes, fields: bytes) -> bytes:
    return hmac.digest(key, fields, hashlib.sha256)[:_SEAL_BYTES]


def _parts(text: str) -> tuple[bytes, bytes]:
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise CallRefusedError from None
    if len(raw) != _FIELDS.size + _SEAL_BYTES:
        raise CallRefusedError
    return raw[: _FIELDS.size], raw[_FIELDS.size :]
