"""Identities that are the same in every run."""

from uuid import UUID

from attrs import define

from hikeshi.kernel.ids import uuid7


@define
class CountingIds:
    """Counts; the identities sort in the order they were handed out."""

    count: int = 0

    def __call__(self) -> UUID:
        """Return the next identity."""
        self.count += 1
        return uuid7(self.count, self.count)
