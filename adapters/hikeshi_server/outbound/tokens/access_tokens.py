"""Access tokens: JSON Web Tokens (RFC 9068) signed with Ed25519."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import jwt

from hikeshi.access.ports import AccessClaims
from hikeshi.kernel.ids import SessionId, UserId
from hikeshi_server.outbound.tokens.signing_keys import SigningKeys

#: The only algorithm: what the token itself says about it decides nothing.
ALGORITHM = "EdDSA"
TYPE = "at+jwt"
AUDIENCE = "hikeshi"
#: A token longer than any of ours is not looked at.
LONGEST = 2_000
_REQUIRED = ["iss", "aud", "sub", "sid", "iat", "exp"]


class JwtAccessTokens:
    """Signs access tokens and believes only its own.

    Args:
        keys: Which keys sign and which are believed.
        issuer: Where people reach this server, `HIKESHI_PUBLIC_URL`.
    """

    def __init__(self, keys: SigningKeys, issuer: str) -> None:
        self._keys = keys
        self._issuer = issuer

    def issue(self, claims: AccessClaims, now: datetime) -> str:
        """Return the signed token."""
        key = self._keys.current(now)
        payload = {
            "iss": self._issuer,
            "aud": AUDIENCE,
            "sub": str(claims.user_id),
            "sid": str(claims.session_id),
            "iat": int(now.timestamp()),
            "exp": int(claims.expires_at.timestamp()),
        }
        return jwt.encode(payload, key.private, ALGORITHM, {"kid": key.id, "typ": TYPE})

    def read(self, token: str, now: datetime) -> AccessClaims | None:
        """Return what it says, or nothing if it was not signed here, was changed, or is over."""
        if len(token) > LONGEST:
            return None
        try:
            payload = self._believe(token, now)
            claims = AccessClaims(
                user_id=UserId(UUID(payload["sub"])),
                session_id=SessionId(UUID(payload["sid"])),
                expires_at=datetime.fromtimestamp(payload["exp"], UTC),
            )
        except (jwt.PyJWTError, ValueError, TypeError, AttributeError, OverflowError):
            return None
        return claims if now < claims.expires_at else None

    def key_set(self, now: datetime) -> Mapping[str, Any]:
        """Return the public keys as a JSON Web Key Set (RFC 7517)."""
        return {"keys": [key.jwk for key in self._keys.believed(now).values()]}

    def _believe(self, token: str, now: datetime) -> Mapping[str, Any]:
        header = jwt.get_unverified_header(token)
        key = self._keys.believed(now).get(header.get("kid", ""))
        if key is None or header.get("typ") != TYPE:
            raise jwt.InvalidKeyError("the token names no key of ours")
        payload: Mapping[str, Any] = jwt.decode(
            token,
            key.public,
            [ALGORITHM],
            issuer=self._issuer,
            audience=AUDIENCE,
            # Times are compared with the instant we are told, not with the library's clock.
            options={"require": _REQUIRED, "verify_exp": False, "verify_iat": False},
        )
        return payload
