"""Keys that sign access tokens: derived, so that every process has the same ones unasked.

Each month has its own key, derived from a secret key and the month's number: keys rotate without
anybody storing or announcing them. What the neighbouring months signed is believed too, which
bridges the change and clocks that differ.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import jwt
from attrs import field, frozen
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from jwt.algorithms import OKPAlgorithm

from hikeshi_server.outbound.secrets import derive_key

#: One signing key lasts so long, in seconds.
KEY_LIFE = 30 * 86_400


@frozen(eq=False)
class SigningKey:
    """An Ed25519 key pair.

    Args:
        id: Thumbprint of the public key (RFC 7638), the `kid` of what it signs.
    """

    id: str
    private: Ed25519PrivateKey = field(repr=False)

    @property
    def public(self) -> Ed25519PublicKey:
        """The half everybody may have."""
        return self.private.public_key()

    @property
    def jwk(self) -> dict[str, Any]:
        """The public half as a JSON Web Key (RFC 8037)."""
        parameters = OKPAlgorithm.to_jwk(self.public, as_dict=True)
        return {**parameters, "kid": self.id, "use": "sig", "alg": "EdDSA"}


class SigningKeys:
    """The keys of every month.

    Args:
        secret_keys: As HIKESHI_SECRET_KEYS has them: the first one signs, all are believed.
    """

    def __init__(self, secret_keys: Sequence[bytes]) -> None:
        self._secret_keys = tuple(secret_keys)
        self._made: dict[tuple[int, int], SigningKey] = {}

    def current(self, now: datetime) -> SigningKey:
        """Return the key that signs now."""
        return self._key(0, _month(now))

    def believed(self, now: datetime) -> Mapping[str, SigningKey]:
        """Return the keys whose signatures count, by their id."""
        months = range(_month(now) - 1, _month(now) + 2)
        keys = [self._key(n, month) for n in range(len(self._secret_keys)) for month in months]
        return {key.id: key for key in keys}

    def _key(self, number: int, month: int) -> SigningKey:
        made = self._made.get((number, month))
        if made is None:
            made = _derive(self._secret_keys[number], month)
            self._made[number, month] = made
        return made


def _month(now: datetime) -> int:
    return int(now.timestamp()) // KEY_LIFE


def _derive(secret_key: bytes, month: int) -> SigningKey:
    seed = derive_key(secret_key, f"access token {month}")
    private = Ed25519PrivateKey.from_private_bytes(seed)
    public = OKPAlgorithm.to_jwk(private.public_key(), as_dict=True)
    canonical = f'{{"crv":"Ed25519","kty":"OKP","x":"{public["x"]}"}}'
    thumbprint = hashlib.sha256(canonical.encode()).digest()
    return SigningKey(jwt.utils.base64url_encode(thumbprint).decode(), private)
