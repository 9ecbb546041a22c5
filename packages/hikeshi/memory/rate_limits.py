"""Rate limits counted in this process."""

from datetime import datetime, timedelta

from attrs import define, evolve, field, frozen

from hikeshi.access.model.rate_limit import Allowance, RateLimit, window_weight
from hikeshi.kernel.clock import Clock

#: More keys than this are never remembered; those that count for nothing go first.
MOST_KEYS = 10_000


@frozen
class _Window:
    """What was counted in the window that began then, and in the one before."""

    began_at: datetime
    count: int = 0
    before: int = 0

    def at(self, now: datetime, per: timedelta) -> "_Window":
        """Return the window that holds that instant."""
        passed = (now - self.began_at) // per
        if passed <= 0:
            return self
        return _Window(self.began_at + passed * per, before=self.count if passed == 1 else 0)

    def used(self, now: datetime, per: timedelta) -> float:
        """Return what counts, the window before by the part that still overlaps."""
        return self.count + self.before * window_weight(now - self.began_at, per)


@define
class InMemoryRateLimits:
    """Counts in two windows each, so that a limit costs the same however high it is."""

    clock: Clock
    _windows: dict[tuple[str, str], _Window] = field(factory=dict)

    async def take(self, limit: RateLimit, key: str) -> Allowance:
        """Ask for one more under that key."""
        now = self.clock.now()
        place = (limit.name, key)
        window = self._windows.pop(place, _Window(now)).at(now, limit.per)
        used = window.used(now, limit.per)
        granted = used + 1 <= limit.amount
        # Put last, so that the keys nobody asked for longest stand first.
        self._windows[place] = evolve(window, count=window.count + granted)
        if len(self._windows) > MOST_KEYS:
            del self._windows[next(iter(self._windows))]
        remaining = max(0, int(limit.amount - used - granted))
        wait = timedelta(0) if remaining else window.began_at + limit.per - now
        return Allowance(granted, remaining, wait)
