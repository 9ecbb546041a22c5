"""Duty: announce to people, in time, that their shifts begin."""

from datetime import datetime, timedelta

from attrs import define

from hikeshi.flow.reminding import remind_of_shifts
from hikeshi.flow.work import Transactions, Work
from hikeshi.kernel.clock import Clock

#: How late a change of a schedule may be noticed.
LOOK_EVERY = timedelta(seconds=20)


@define
class Announcer:
    """Plans reminders as their time comes, and again after every change of the configuration.

    What is planned is named by what it announces: several workers plan it once, and whatever one
    of them has not planned when it dies, another does.
    """

    transactions: Transactions
    clock: Clock
    name: str = "shifts"
    _look_at: datetime | None = None
    _seen: tuple[int, datetime] | None = None

    async def run_once(self) -> float | None:
        """Plan what has become due; return seconds until the next look."""
        now = self.clock.now()
        if self._look_at is None or now >= self._look_at:
            self._seen = await self.transactions.run(self._plan)
            self._look_at = min(self._seen[1], now + LOOK_EVERY)
        return (self._look_at - now).total_seconds()

    async def stop(self) -> None:
        """Nothing is ever begun and left."""

    async def _plan(self, work: Work) -> tuple[int, datetime]:
        revision = (await work.directory()).revision
        if self._seen is not None and self._seen[0] == revision and work.now < self._seen[1]:
            return self._seen
        return revision, await remind_of_shifts(work)
