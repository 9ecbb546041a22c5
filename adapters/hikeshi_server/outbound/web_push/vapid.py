"""Says to push services who we are (VAPID, RFC 8292): nobody else may write to our browsers."""

from datetime import datetime, timedelta
from typing import Protocol
from urllib.parse import urlsplit

import jwt
from attrs import field, frozen
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from hikeshi_server.outbound.web_push.encryption import public_point, to_base64url

#: RFC 8292, section 2: at most 24 hours; half of it bears clocks that are wrong.
TOKEN_LIFE = timedelta(hours=12)


@frozen
class VapidKey:
    """The key pair of this installation; browsers subscribe to its public half."""

    private: ec.EllipticCurvePrivateKey = field(repr=False)

    @property
    def public_text(self) -> str:
        """The `applicationServerKey` browsers take, in base64url."""
        return to_base64url(public_point(self.private.public_key()))


class VapidKeys(Protocol):
    """Keeps the key pair; the first one who asks makes it."""

    async def get(self) -> VapidKey:
        """Return it.

        Raises:
            UnavailableError: Where it is kept cannot be reached.
            SealBrokenError: It was sealed with a key that is gone.
        """
        ...


def new_pem() -> str:
    """Return a new private key on P-256."""
    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def read_key(pem: str) -> VapidKey:
    """Return the key pair a PEM text holds.

    Raises:
        ValueError: It is no private key on P-256.
    """
    key = load_pem_private_key(pem.encode(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise ValueError("no private key on P-256")
    return VapidKey(key)


def authorization(key: VapidKey, endpoint: str, contact: str, now: datetime) -> str:
    """Return the header that proves to the endpoint's service who posts (RFC 8292, section 3).

    Args:
        endpoint: Of the subscription; the token is good for its origin alone.
        contact: `mailto:` or `https:` address of whoever runs this server.
    """
    parts = urlsplit(endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}",
        "exp": int((now + TOKEN_LIFE).timestamp()),
        "sub": contact,
    }
    token = jwt.encode(claims, key.private, "ES256")
    return f"vapid t={token}, k={key.public_text}"
