"""A seal over a run of entries: each holds the digest of the one before."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from attrs import frozen

from hikeshi.kernel.ids import AuditEntryId

#: What the first seal has before it.
GENESIS = b"\x00" * 32


@frozen(kw_only=True)
class Seal:
    """A run of journal entries nobody can change, drop or add to unnoticed.

    Args:
        no: 1 for the first seal.
        entry_ids: The entries, in the order of their positions.
        digest: SHA-256 over the number, the previous digest and the entries' bytes.
        previous: Digest of the seal before; `GENESIS` for the first.
        signature: HMAC or signature over the digest, by the sealing key.
    """

    no: int
    sealed_at: datetime
    entry_ids: tuple[AuditEntryId, ...]
    digest: bytes
    previous: bytes
    signature: bytes = b""


def digest_of(no: int, previous: bytes, bodies: Sequence[bytes]) -> bytes:
    """Return the digest of a seal over entries with these canonical bytes."""
    state = hashlib.sha256()
    state.update(no.to_bytes(8, "big"))
    state.update(previous)
    for body in bodies:
        state.update(len(body).to_bytes(8, "big"))
        state.update(body)
    return state.digest()
