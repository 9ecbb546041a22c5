"""Writes outcomes: those that came while the last ones were written go together."""

import asyncio
import time
from collections.abc import Sequence
from functools import partial

import structlog
from attrs import define, field

from hikeshi.flow.work import Transactions, Work
from hikeshi.kernel.errors import UnavailableError
from hikeshi.kernel.ids import DeliveryAttemptId
from hikeshi.notifications.use_cases.record_deliveries import FinishedAttempt, RecordDeliveries

_log = structlog.get_logger(__name__)

#: Between two tries while the database is away.
REST_SECONDS = 0.5
#: Outcomes of so long go together, or of twice as long as writing the last ones took: nobody
#: waits for one, every transaction slows pages down, and a crash repeats few.
GATHER_SECONDS = 0.05
#: With more outcomes than this unwritten nothing further is sent.
MOST_UNWRITTEN = 200
#: Outcomes in one transaction, at most.
MOST_TOGETHER = 500
#: How often an outcome is tried that the database refuses even alone; the attempt then counts as
#: lost once its lease has run out, and is repeated.
TRIES = 5
#: How long a stopping worker tries to write its last outcomes.
CLOSE_SECONDS = 10.0


@define
class Recorder:
    """Writes what came of attempts, in the order they ended.

    Outcomes wait while the database is away. One that cannot be written holds no other up.
    """

    transactions: Transactions
    record_deliveries: RecordDeliveries
    _waiting: list[FinishedAttempt] = field(factory=list)
    _writing: asyncio.Task[None] | None = None
    _together: int = MOST_TOGETHER
    _refused: dict[DeliveryAttemptId, int] = field(factory=dict)

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
            await asyncio.sleep(self._pause(took))
            began = time.monotonic()
            batch = self._waiting[: self._together]
            try:
                await self.transactions.run(partial(_record, self.record_deliveries, batch))
            except UnavailableError as error:
                _log.warning("outcomes_wait", waiting=len(self._waiting), reason=error.detail)
                await asyncio.sleep(REST_SECONDS)
                continue
            except Exception:  # noqa: BLE001 (one bad outcome never loses its neighbours)
                self._narrow_down(batch)
                continue
            del self._waiting[: len(batch)]
            self._together = min(2 * self._together, MOST_TOGETHER)
            took = time.monotonic() - began

    def _pause(self, took: float) -> float:
        """Return how long to wait for more outcomes; where as many as may go wait, hardly.

        A message about hundreds ends as hundreds of outcomes at once: each has to be written
        before its lease is over, or the message is repeated.
        """
        is_full = len(self._waiting) >= self._together
        return GATHER_SECONDS if is_full else max(GATHER_SECONDS, 2 * took)

    def _narrow_down(self, batch: Sequence[FinishedAttempt]) -> None:
        """Try half as many; one that fails alone goes to the end, a few times."""
        if len(batch) > 1:
            _log.warning("outcomes_refused", attempts=len(batch), exc_info=True)
            self._together = len(batch) // 2
            return
        alone = self._waiting.pop(0)
        tries = self._refused.pop(alone.attempt.id, 0) + 1
        if tries < TRIES:
            self._refused[alone.attempt.id] = tries
            self._waiting.append(alone)
        _log.exception("outcome_not_written", attempt=str(alone.attempt.id), tries=tries)


async def _record(
    record_deliveries: RecordDeliveries, batch: Sequence[FinishedAttempt], work: Work
) -> None:
    await record_deliveries(work, batch)
