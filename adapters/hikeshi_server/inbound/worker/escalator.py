"""Duty: do what was planned for incidents whose time has come."""

from datetime import datetime

from attrs import frozen

from hikeshi.flow.work import Transactions, Work
from hikeshi.incidents.use_cases.run_due_timers import RunDueTimers
from hikeshi.kernel.clock import Clock
from hikeshi_server.inbound.metrics import TIMERS
from hikeshi_server.inbound.worker.duty import SOON_SECONDS


@frozen
class Escalator:
    """Runs due timers: steps, time-outs, ends of snoozes; several workers share the work.

    Args:
        limit: At most so many incidents in one transaction.
    """

    transactions: Transactions
    clock: Clock
    run_due_timers: RunDueTimers
    limit: int = 500
    name: str = "timers"

    async def run_once(self) -> float | None:
        """Run everything that is due; return the seconds until the next timer."""
        while True:
            looked_at, next_due_at = await self.transactions.run(self._run)
            if looked_at:
                TIMERS.inc(looked_at)
            if looked_at < self.limit:
                seconds = self._seconds_until(next_due_at)
                # What came due meanwhile is done at once; what others hold, after a breath.
                return max(seconds, SOON_SECONDS) if seconds is not None and looked_at else seconds

    async def stop(self) -> None:
        """Nothing is ever begun and left: each claim is decided and committed at once."""

    async def _run(self, work: Work) -> tuple[int, datetime | None]:
        looked_at = await self.run_due_timers(work, limit=self.limit)
        return looked_at, await work.incident_timers.next_due_at()

    def _seconds_until(self, due_at: datetime | None) -> float | None:
        return None if due_at is None else (due_at - self.clock.now()).total_seconds()
