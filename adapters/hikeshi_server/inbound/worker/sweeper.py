"""Duty: remove what ended long ago, a little at a time."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial

from attrs import define

from hikeshi.access.use_cases.forget_ended import ForgetEnded
from hikeshi.alerts.ports import QuietStretch
from hikeshi.alerts.use_cases.forget_quiet import ForgetQuiet
from hikeshi.alerts.use_cases.forget_unreadable import ForgetUnreadable
from hikeshi.flow.work import Transactions
from hikeshi.kernel.clock import Clock
from hikeshi_server.inbound.metrics import SWEPT

#: Removed or looked at in one transaction.
LIMIT = 1_000
#: Between two of them: whatever is due goes first.
BREATH_SECONDS = 0.05
#: Between two sweeps, and before the first: a start has other things to do.
EVERY = timedelta(days=1)
FIRST = timedelta(minutes=10)
#: Removes at most so many that are older, and returns how many it were.
Forget = Callable[..., Awaitable[int]]


@define
class Sweeper:
    """Sweeps once a day; several workers that sweep at once are no harm.

    Args:
        keep: What ended longer ago is removed.
        first: Until the first sweep.
    """

    transactions: Transactions
    clock: Clock
    forget_ended: ForgetEnded
    forget_quiet: ForgetQuiet
    forget_unreadable: ForgetUnreadable
    keep: timedelta
    first: timedelta = FIRST
    name: str = "sweeping"
    _next_at: datetime | None = None
    _done: int = 0
    _place: QuietStretch | None = None

    async def run_once(self) -> float | None:
        """Do a little of what is to be swept; return seconds until the next time."""
        now = self.clock.now()
        if self._next_at is None:
            self._next_at = now + self.first
        if now < self._next_at:
            return (self._next_at - now).total_seconds()
        if await self._sweep(now - self.keep):
            return BREATH_SECONDS
        self._done, self._next_at = 0, now + EVERY
        return EVERY.total_seconds()

    async def stop(self) -> None:
        """Nothing is ever begun and left."""

    async def _sweep(self, before: datetime) -> bool:
        """Do a little; say whether there is more."""
        by_age: tuple[tuple[str, Forget], ...] = (
            ("access", self.forget_ended),
            ("unreadable signals", self.forget_unreadable),
        )
        if self._done < len(by_age):
            what, forget = by_age[self._done]
            gone = await self.transactions.run(partial(forget, before=before, limit=LIMIT))
            SWEPT.labels(what).inc(gone)
            self._done += gone < LIMIT
            return True
        self._place = await self.transactions.run(
            lambda work: self.forget_quiet(work, after=self._place, before=before, limit=LIMIT)
        )
        if self._place is not None:
            SWEPT.labels("dedup keys").inc(self._place.forgotten)
        return self._place is not None
