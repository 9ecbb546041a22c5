"""Duty: tell of what still fires when its silence or maintenance is over."""

from datetime import datetime

from attrs import frozen

from hikeshi.flow.releasing import ReleaseSuppressed
from hikeshi.flow.work import Transactions, Work
from hikeshi.kernel.clock import Clock
from hikeshi_server.inbound.worker.duty import SOON_SECONDS


@frozen
class Releaser:
    """Looks again at suppressed alerts whose time has come; several workers share the work.

    Args:
        limit: At most so many alerts in one transaction.
    """

    transactions: Transactions
    clock: Clock
    release_suppressed: ReleaseSuppressed
    limit: int = 500
    name: str = "releases"

    async def run_once(self) -> float | None:
        """Look at everything that is due; return the seconds until the next one."""
        while True:
            looked_at, next_due_at = await self.transactions.run(self._run)
            if looked_at < self.limit:
                seconds = self._seconds_until(next_due_at)
                return max(seconds, SOON_SECONDS) if seconds is not None and looked_at else seconds

    async def stop(self) -> None:
        """Nothing is ever begun and left: each look is decided and committed at once."""

    async def _run(self, work: Work) -> tuple[int, datetime | None]:
        looked_at = await self.release_suppressed(work, limit=self.limit)
        return looked_at, await work.suppressed_alerts.next_due_at()

    def _seconds_until(self, due_at: datetime | None) -> float | None:
        return None if due_at is None else (due_at - self.clock.now()).total_seconds()
