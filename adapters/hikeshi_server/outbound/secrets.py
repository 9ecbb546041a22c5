"""Secrets at rest: sealed under HIKESHI_SECRET_KEYS, found again by a keyed digest."""

import base64
import binascii
import hashlib
import hmac
import os
import re
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from hikeshi.kernel.errors import ConflictError, InvalidError

_SEALED = re.compile(r"v1\.([0-9a-f]{8})\.([A-Za-z0-9_-]+)")
_NONCE_BYTES = 12  # NIST SP 800-38D, section 5.2.1.1
_FEWEST_BYTES = 32


class BadSecretKeysError(InvalidError):
    """HIKESHI_SECRET_KEYS must be keys of at least 32 random bytes, in base64 or hex."""


class SealBrokenError(ConflictError):
    """A sealed secret cannot be opened with the keys in HIKESHI_SECRET_KEYS."""


def derive_key(secret_key: bytes, label: str) -> bytes:
    """Return the 32-byte key for one use (HKDF-SHA256, RFC 5869); uses never share a key."""
    return HKDF(SHA256(), 32, salt=None, info=f"hikeshi {label} v1".encode()).derive(secret_key)


def parse_secret_keys(text: str) -> tuple[bytes, ...]:
    """Return the keys of HIKESHI_SECRET_KEYS; the first one encrypts, all of them decrypt.

    Raises:
        BadSecretKeysError: Saying which key is wrong and how to make one, and never the key.
    """
    keys = tuple(
        _parse_key(part.strip(), number)
        for number, part in enumerate(text.split(","), start=1)
        if part.strip()
    )
    if not keys:
        raise _bad("holds no key")
    if len(set(keys)) < len(keys):
        raise _bad("holds the same key twice")
    return keys


def _parse_key(text: str, number: int) -> bytes:
    key = _decoded(text)
    if key is None:
        raise _bad(f"key {number} is neither base64 nor hex")
    if len(key) < _FEWEST_BYTES:
        raise _bad(f"key {number} has {len(key)} bytes, fewer than {_FEWEST_BYTES}")
    # Random bytes repeat themselves rarely: 32 of them hold 20 different ones or more, always.
    if len(set(key)) < _FEWEST_BYTES // 2:
        raise _bad(f"key {number} is not random")
    return key


def _decoded(text: str) -> bytes | None:
    if re.fullmatch(r"(?:[0-9a-fA-F]{2})+", text):
        return bytes.fromhex(text)
    try:
        padded = text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4)
        return base64.b64decode(padded.translate(str.maketrans("-_", "+/")), validate=True)
    except (binascii.Error, ValueError):
        return None


def _bad(reason: str) -> BadSecretKeysError:
    return BadSecretKeysError(
        f"HIKESHI_SECRET_KEYS {reason}; make one with `openssl rand -base64 32`."
    )


class Vault:
    """Seals secrets, opens them, and makes the digests by which they are found.

    Args:
        keys: As `parse_secret_keys` returns them. To rotate, put a new key first; once everything
            sealed and digested under an old key is written anew, that key may go.
    """

    def __init__(self, keys: Sequence[bytes]) -> None:
        sealing = [derive_key(key, "sealing") for key in keys]
        self._ciphers = {_key_id(key): AESGCM(key) for key in sealing}
        self._current = _key_id(sealing[0])
        self._digesting = tuple(derive_key(key, "digest") for key in keys)

    def seal(self, text: str, context: str) -> str:
        """Encrypt with the first key (AES-256-GCM).

        Args:
            context: What the secret belongs to, such as `contact_method:<id>`; it opens only with
                the same one, so that nobody moves a secret to another row.
        """
        nonce = os.urandom(_NONCE_BYTES)
        body = nonce + self._ciphers[self._current].encrypt(nonce, text.encode(), context.encode())
        return f"v1.{self._current}.{base64.urlsafe_b64encode(body).decode().rstrip('=')}"

    def open(self, sealed: str, context: str) -> str:
        """Decrypt what `seal` returned.

        Raises:
            SealBrokenError: The key is gone, the context is another one, or the text was changed.
        """
        parts = _SEALED.fullmatch(sealed)
        if parts is None:
            raise SealBrokenError("This is no sealed secret.")
        cipher = self._ciphers.get(parts[1])
        if cipher is None:
            raise SealBrokenError(
                f"A secret was sealed with the key {parts[1]}, which HIKESHI_SECRET_KEYS does not "
                "hold any more; add that key again, after the first one."
            )
        try:
            body = base64.urlsafe_b64decode(parts[2] + "=" * (-len(parts[2]) % 4))
            nonce, rest = body[:_NONCE_BYTES], body[_NONCE_BYTES:]
            return cipher.decrypt(nonce, rest, context.encode()).decode()
        except (InvalidTag, ValueError):
            raise SealBrokenError(
                "A sealed secret was changed, or belongs to another object."
            ) from None

    def is_current(self, sealed: str) -> bool:
        """Say whether it was sealed with the first key; if not, it waits to be sealed anew."""
        return sealed.startswith(f"v1.{self._current}.")

    def digest(self, text: str) -> bytes:
        """Return the 32 bytes to store beside a sealed key (HMAC-SHA256 under the first key)."""
        return hmac.digest(self._digesting[0], text.encode(), hashlib.sha256)

    def digests(self, text: str) -> tuple[bytes, ...]:
        """Return what to look for: the digest under every key, so that rotation loses nothing."""
        return tuple(hmac.digest(key, text.encode(), hashlib.sha256) for key in self._digesting)


def _key_id(key: bytes) -> str:
    return hashlib.sha256(b"hikeshi key id" + key).hexdigest()[:8]
