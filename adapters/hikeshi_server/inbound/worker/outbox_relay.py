"""Duty: do what follows after commits."""

from attrs import frozen

from hikeshi.flow.settle import run_outbox
from hikeshi.flow.work import Transactions, Work


@frozen
class OutboxRelay:
    """Runs the `After` rows of the reactions table, each at least once."""

    transactions: Transactions
    limit: int = 200
    name: str = "outbox"

    async def run_once(self) -> float | None:
        """Do everything that waits."""
        while await self.transactions.run(self._relay):
            pass
        return None

    async def stop(self) -> None:
        """Nothing is ever begun and left."""

    async def _relay(self, work: Work) -> int:
        return await run_outbox(work, limit=self.limit)
