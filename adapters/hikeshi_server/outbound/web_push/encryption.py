"""Encrypts what only one browser can read (RFC 8291, over the coding `aes128gcm` of RFC 8188).

The primitives are those of `cryptography`; the order of the steps is RFC 8291, section 3.4, whose
example in appendix A is a test.
"""

import base64
import binascii
import os
import struct

from attrs import field, frozen
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from hikeshi.kernel.errors import InvalidError

#: RFC 8291, section 4: services take 4,096 bytes; 103 of them are head, delimiter and tag.
MOST_PLAIN_BYTES = 3_993
_RECORD_BYTES = 4_096
_SALT_BYTES = 16
_LAST_RECORD = b"\x02"  # RFC 8188, section 2: the delimiter of the last record


class BadPushKeysError(InvalidError):
    """The browser's keys cannot be used: subscribe that browser anew."""


@frozen
class BrowserKeys:
    """What a browser gives away with its subscription.

    Args:
        public: Its uncompressed point on P-256, `p256dh`.
        auth: 16 bytes that prove who made the message.
    """

    public: bytes = field(repr=False)
    auth: bytes = field(repr=False)


def parse_keys(text: str | None) -> BrowserKeys:
    """Return the keys that `p256dh.auth` holds, both in base64url.

    Raises:
        BadPushKeysError: It holds none.
    """
    public, _, auth = (text or "").partition(".")
    try:
        return BrowserKeys(from_base64url(public), from_base64url(auth))
    except (binascii.Error, ValueError):
        raise BadPushKeysError from None


def encrypt(
    plain: bytes,
    keys: BrowserKeys,
    *,
    sender: ec.EllipticCurvePrivateKey | None = None,
    salt: bytes | None = None,
) -> bytes:
    """Return the body of a push message.

    Args:
        plain: At most `MOST_PLAIN_BYTES` bytes.
        keys: The browser's.
        sender: A key for this message alone; nothing = a new one.
        salt: 16 bytes for this message alone; nothing = new ones.

    Raises:
        BadPushKeysError: The browser's keys are no point and no secret.
    """
    sender = sender or ec.generate_private_key(ec.SECP256R1())
    salt = salt or os.urandom(_SALT_BYTES)
    try:
        theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), keys.public)
    except ValueError:
        raise BadPushKeysError from None
    if len(keys.auth) != _SALT_BYTES:
        raise BadPushKeysError
    ours = public_point(sender.public_key())
    shared = sender.exchange(ec.ECDH(), theirs)
    secret = _derived(shared, keys.auth, b"WebPush: info\0" + keys.public + ours, 32)
    key = _derived(secret, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derived(secret, salt, b"Content-Encoding: nonce\0", 12)
    head = salt + struct.pack(">IB", _RECORD_BYTES, len(ours)) + ours
    return head + AESGCM(key).encrypt(nonce, plain + _LAST_RECORD, None)


def public_point(key: ec.EllipticCurvePublicKey) -> bytes:
    """Return the uncompressed point, as browsers and push services write keys."""
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def to_base64url(raw: bytes) -> str:
    """Return base64url without padding (RFC 4648, section 5)."""
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def from_base64url(text: str) -> bytes:
    """Return the bytes of base64url, padded or not.

    Raises:
        binascii.Error: It is none.
        ValueError: It holds characters beyond ASCII.
    """
    bare = text.rstrip("=")
    return base64.b64decode(bare + "=" * (-len(bare) % 4), altchars=b"-_", validate=True)


def _derived(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt=salt, info=info).derive(secret)
