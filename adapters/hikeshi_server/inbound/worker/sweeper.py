"""Duty: remove what ended long ago, a little at a time."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from functools import partial

from attrs import define, frozen

from hikeshi.alerts.ports import QuietStretch
from hikeshi.alerts.use_cases.forget_quiet import ForgetQuiet
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
#: Notices and messages to subscribers are kept for so long: to plan none twice, and to be listed
#: and sent again.
KEPT = timedelta(days=30)
#: Removes at most so many that are older, and returns how many it were.
Forget = Callable[..., Awaitable[int]]


@frozen
class Ageing:
    """Things that are removed when they are old enough.

    Args:
        what: Their name in the metrics.
        keep: What ended longer ago is removed.
    """

    what: str
    forget: Forget
    keep: timedelta


@define
class Sweeper:
    """Sweeps once a day; several workers that sweep at once are no harm.

    Args:
        keep: A dedup key nothing has fired under for longer is forgotten.
        first: Until the first sweep.
    """

    transactions: Transactions
    clock: Clock
    ageing: Sequence[Ageing]
    forget_quiet: ForgetQuiet
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
        if await self._sweep(now):
            return BREATH_SECONDS
        self._done, self._next_at = 0, now + EVERY
        return EVERY.total_seconds()

    async def stop(self) -> None:
        """Nothing is ever begun and left."""

    async def _sweep(self, now: datetime) -> bool:
        """Do a little; say whether there is more."""
        if self._done < len(self.ageing):
            old = self.ageing[self._done]
            forget = partial(old.forget, before=now - old.keep, limit=LIMIT)
            gone = await self.transactions.run(forget)
            SWEPT.labels(old.what).inc(gone)
            self._done += gone < LIMIT
            return True
        before = now - self.keep
        self._place = await self.transactions.run(
            lambda work: self.forget_quiet(work, after=self._place, before=before, limit=LIMIT)
        )
        if self._place is not None:
            SWEPT.labels("dedup keys").inc(self._place.forgotten)
        return self._place is not None
