"""Duty: run the drills whose time has come."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from attrs import frozen

from hikeshi.flow.work import Transactions, Work
from hikeshi.incidents.use_cases.run_due_drills import RunDueDrills
from hikeshi.kernel.clock import Clock
from hikeshi_server.inbound.worker.duty import SOON_SECONDS


@frozen
class DrillRunner:
    """Runs due drills; each is claimed, paged and planned anew in one transaction.

    Args:
        may_send: Says whether anything may leave; nobody misses a drill that could not be sent.
        limit: At most so many drills in one transaction.
    """

    transactions: Transactions
    clock: Clock
    run_due_drills: RunDueDrills
    may_send: Callable[[], Awaitable[bool]]
    limit: int = 20
    name: str = "drills"

    async def run_once(self) -> float | None:
        """Run what is due; return the seconds until the next drill."""
        if not await self.may_send():
            return None
        looked_at, next_run_at = await self.transactions.run(self._run)
        if looked_at:
            return SOON_SECONDS
        return None if next_run_at is None else (next_run_at - self.clock.now()).total_seconds()

    async def stop(self) -> None:
        """Nothing is ever begun and left: each claim is decided and committed at once."""

    async def _run(self, work: Work) -> tuple[int, datetime | None]:
        looked_at = await self.run_due_drills(work, limit=self.limit)
        return looked_at, await work.drill_timers.next_run_at()
