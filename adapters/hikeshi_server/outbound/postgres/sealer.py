"""How secrets are kept: sealed for reading back, digested for finding."""

from collections.abc import Sequence
from typing import Protocol


class Sealer(Protocol):
    """Encrypts and digests with keys this adapter never sees."""

    def seal(self, text: str, context: str) -> str:
        """Return the text encrypted, readable only with the same context."""
        ...

    def open(self, sealed: str, context: str) -> str:
        """Return the text that was sealed with that context."""
        ...

    def digest(self, text: str) -> bytes:
        """Return the digest under which the text is found, by the newest key."""
        ...

    def digests(self, text: str) -> Sequence[bytes]:
        """Return the digests under which the text may be found, one for each key."""
        ...
