"""Answers to requests that may be repeated, kept in memory."""

from datetime import datetime, timedelta

from attrs import evolve, frozen

from hikeshi.flow.work import Work
from hikeshi.memory.store import Store
from hikeshi.memory.table import Table

#: After so long a key may be used for something else.
KEPT_FOR = timedelta(hours=24)


@frozen
class KeptAnswer:
    """The answer to the first request under a key; status 0 while it is being made."""

    digest: bytes
    claimed_at: datetime
    status: int = 0
    body: bytes = b""


class InMemoryIdempotencyKeys:
    """Keeps answers by actor, route and key; a work that fails gives its key back."""

    def __init__(self, store: Store) -> None:
        self._kept = Table[tuple[str, str, str], KeptAnswer](store.undo)

    async def claim(
        self, work: Work, *, actor: str, route: str, key: str, digest: bytes
    ) -> KeptAnswer | None:
        """Take the key; return the answer where it was taken within the last 24 hours."""
        place = (actor, route, key)
        kept = self._kept.rows.get(place)
        if kept is not None and work.now < kept.claimed_at + KEPT_FOR:
            return kept
        self._kept.put(place, KeptAnswer(digest, work.now))
        return None

    async def keep(
        self, work: Work, *, actor: str, route: str, key: str, status: int, body: bytes
    ) -> None:
        """Write the answer beside the key this work has claimed."""
        del work
        place = (actor, route, key)
        self._kept.put(place, evolve(self._kept.rows[place], status=status, body=body))
