"""Addresses replies and bounces go to: each says which page it is about, signed.

`pager+TOKEN@reply.example.org` (subaddressing, RFC 5233): the token is the notification's identity
and a seal. It holds nothing secret and opens nothing by itself: a reply has to come in time, from
an address of the person who was paged.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Sequence
from uuid import UUID

from attrs import frozen

from hikeshi.kernel.errors import ForbiddenError
from hikeshi.kernel.ids import NotificationId
from hikeshi_server.outbound.secrets import derive_key

#: HMAC-SHA256 cut to 96 bits (RFC 2104, section 5, asks for 80): a local part has 64 signs.
_SEAL_BYTES = 12
#: RFC 5321, section 4.5.3.1.1; the token takes 45 of them, the plus sign one.
LONGEST_LOCAL = 64 - 45 - 1


class AddressRefusedError(ForbiddenError):
    """No page is answered at this address: reply to the newest mail, or open the incident."""


@frozen
class ReplyTo:
    """The mailbox that takes replies, without a token.

    Args:
        local: What stands before the plus sign, at most `LONGEST_LOCAL` characters.
    """

    local: str
    domain: str


class ReplyAddresses:
    """Makes addresses and reads them.

    Args:
        secret_keys: The first one signs, every one is accepted.
    """

    def __init__(self, reply_to: ReplyTo, secret_keys: Sequence[bytes]) -> None:
        self._reply_to = reply_to
        self._keys = tuple(derive_key(key, "mail reply") for key in secret_keys)

    def address_of(self, notification_id: NotificationId) -> str:
        """Return the address at which this notification is answered; the same each time."""
        raw = notification_id.bytes
        # Base32 and small letters: some servers change the case of what stands before the @.
        token = base64.b32encode(raw + _seal(self._keys[0], raw)).decode().rstrip("=").lower()
        return f"{self._reply_to.local}+{token}@{self._reply_to.domain}"

    def read(self, address: str) -> NotificationId:
        """Return which notification an address stands for.

        Raises:
            AddressRefusedError: It is no address of ours, was not made here, or was changed.
        """
        local, _, domain = address.strip().rpartition("@")
        mailbox, _, token = local.rpartition("+")
        ours = (self._reply_to.local.casefold(), self._reply_to.domain.casefold())
        if (mailbox.casefold(), domain.casefold()) != ours:
            raise AddressRefusedError
        raw, seal = _parts(token)
        # Every key is tried, so that the time it takes does not say which one fitted.
        fits = [hmac.compare_digest(seal, _seal(key, raw)) for key in self._keys]
        if not any(fits):
            raise AddressRefusedError
        return NotificationId(UUID(bytes=raw))


def _seal(key: bytes, raw: bytes) -> bytes:
    return hmac.digest(key, raw, hashlib.sha256)[:_SEAL_BYTES]


def _parts(token: str) -> tuple[bytes, bytes]:
    try:
        whole = base64.b32decode(token.upper() + "=" * (-len(token) % 8))
    except (binascii.Error, ValueError):
        raise AddressRefusedError from None
    if len(whole) != 16 + _SEAL_BYTES:
        raise AddressRefusedError
    return whole[:16], whole[16:]
