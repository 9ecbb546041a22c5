"""What all domains together need of the world beside a unit of work."""

from datetime import timedelta
from typing import Protocol


class Cache(Protocol):
    """Keeps answers that can be computed again; what it keeps may be gone at any moment.

    A key names everything its answer was computed from, so that an answer may be missing and never
    wrong. None of these fails: what cannot be kept is computed once more.
    """

    async def get(self, key: str) -> bytes | None:
        """Return the answer; nothing where it is not kept."""
        ...

    async def put(self, key: str, answer: bytes, keep_for: timedelta) -> None:
        """Keep the answer for so long at most; whoever had claimed it has done so."""
        ...

    async def claim(self, key: str, at_most: timedelta) -> bool:
        """Ask to be the one who computes it; granted once, until it is put, released, or late."""
        ...

    async def release(self, key: str) -> None:
        """Let somebody else compute what was claimed."""
        ...
