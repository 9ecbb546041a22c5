"""Secrets we hand out: only their SHA-256 digest is kept, and compared in constant time.

A fast digest is enough where the secret itself is 32 random bytes; passwords are not, and go
through a slow hash in an adapter.
"""

import hashlib
import hmac

#: Random bytes in every secret that opens something.
SECRET_BYTES = 32


def digest(secret: str) -> bytes:
    """Return the 32 bytes kept instead of the secret."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


def matches(kept: bytes, secret: str) -> bool:
    """Say whether that is the secret; the time it takes does not depend on where they differ."""
    return hmac.compare_digest(kept, digest(secret))
