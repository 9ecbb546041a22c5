"""Answers kept in this process, those nobody asked for longest forgotten first."""

from datetime import datetime, timedelta

from attrs import define, field, frozen

from hikeshi.kernel.clock import Clock

#: Bytes of answers kept together.
MOST_BYTES = 16 * 1024 * 1024
#: Claims kept; they end with what was claimed, unless that was cut off.
MOST_CLAIMS = 1_000


@frozen
class _Kept:
    answer: bytes
    until: datetime


@define
class InMemoryCache:
    """Keeps answers in this process.

    Args:
        most_bytes: Of answers together; a larger one is not kept.
    """

    clock: Clock
    most_bytes: int = MOST_BYTES
    _kept: dict[str, _Kept] = field(factory=dict)
    _claims: dict[str, datetime] = field(factory=dict)
    _bytes: int = 0

    async def get(self, key: str) -> bytes | None:
        """Return the answer; nothing where it is not kept."""
        found = self._take(key)
        if found is None or found.until <= self.clock.now():
            return None
        self._keep(key, found)
        return found.answer

    async def put(self, key: str, answer: bytes, keep_for: timedelta) -> None:
        """Keep the answer for so long at most; whoever had claimed it has done so."""
        await self.release(key)
        self._take(key)
        if len(answer) <= self.most_bytes:
            self._keep(key, _Kept(answer, self.clock.now() + keep_for))
        while self._bytes > self.most_bytes:
            self._take(next(iter(self._kept)))

    async def claim(self, key: str, at_most: timedelta) -> bool:
        """Ask to be the one who computes it; granted once, until it is put, released, or late."""
        now = self.clock.now()
        until = self._claims.get(key)
        if until is not None and now < until:
            return False
        self._claims[key] = now + at_most
        if len(self._claims) > MOST_CLAIMS:
            del self._claims[next(iter(self._claims))]
        return True

    async def release(self, key: str) -> None:
        """Let somebody else compute what was claimed."""
        self._claims.pop(key, None)

    def _take(self, key: str) -> _Kept | None:
        found = self._kept.pop(key, None)
        self._bytes -= 0 if found is None else len(found.answer)
        return found

    def _keep(self, key: str, kept: _Kept) -> None:
        # Put last, so that what nobody asked for longest stands first.
        self._kept[key] = kept
        self._bytes += len(kept.answer)
