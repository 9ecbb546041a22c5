"""Writes outcomes: those that came while the last ones were written go together."""

import asyncio
import time
from collections.abc import Sequence
from functools import partial

import structlog
from attrs import define, field

from hikeshi.flow.work import Transactions, Work
from hikeshi.kernel.errors import UnavailableError
from hikeshi.notifications.use_cases.record_deliveries import FinishedAttempt, RecordDeliveries

_log = structlog.get_logger(__name__)

#: Between two tries while the database is away.
REST_SECONDS = 0.5
#: Outcomes of so long go together, or of twice as long as writing the last ones took: nobody
#: waits for one, every transaction slows pages down, and a crash repeats few.
GATHER_SECONDS = 0.05
#: With more outcomes than this unwritten nothing further is sent.
MOST_UNWRITTEN = 200
#: How long a stopping worker tries to write its last outcomes.
CLOSE_SECONDS = 10.0


@define
class Recorder:
    """Writes what came of attempts, in the order they ended; never drops one while it lives."""

    transactions: Transactions
    record_deliveries: RecordDeliveries
    _waiting: list[FinishedAttempt] = field(factory=list)
    _writing: asyncio.Task[None] | None = None

    def add(self, finished: FinishedAttempt) -> None:
        """Write this soon."""
        self._waiting.append(finished)
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())

    @property
    def is_behind(self) -> bool:
        """Say whether so many outcomes wait to be written that nothing further should be sent."""
        return len(self._waiting) > MOST_UNWRITTEN

    async def flushed(self) -> None:
        """Return when few outcomes wait to be written, or the writing does not get on."""
        if self._writing is not None and self.is_behind:
            await asyncio.wait([self._writing], timeout=REST_SECONDS)

    async def close(self) -> None:
        """Write what is left, for a while; what cannot be written is repeated after its lease."""
        if self._writing is not None and not self._writing.done():
            await asyncio.wait([self._writing], timeout=CLOSE_SECONDS)
            self._writing.cancel()

    async def _write(self) -> None:
        took = 0.0
        while self._waiting:
            await asyncio.sleep(max(GATHER_SECONDS, 2 * took))
            began = time.monotonic()
            batch = self._waiting[:500]
            try:
                await self.transactions.run(partial(_record, self.record_deliveries, batch))
            except UnavailableError as error:
                _log.warning("outcomes_wait", waiting=len(self._waiting), reason=error.detail)
                await asyncio.sleep(REST_SECONDS)
                continue
            except Exception:  # noqa: BLE001 (the attempt is repeated after its lease)
                _log.exception("outcomes_not_written", attempts=len(batch))
            del self._waiting[: len(batch)]
            took = time.monotonic() - began


async def _record(
    record_deliveries: RecordDeliveries, batch: Sequence[FinishedAttempt], work: Work
) -> None:
    await record_deliveries(work, batch)
