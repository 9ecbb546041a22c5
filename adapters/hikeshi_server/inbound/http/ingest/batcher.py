"""Batches signals: a batch is what arrived while the previous ones committed."""

import asyncio
import time
from collections import deque
from collections.abc import Sequence, Set
from functools import partial

import structlog
from attrs import define, field, frozen

from hikeshi.alerts.model.signal import Signal
from hikeshi.alerts.model.unreadable_signal import UnreadableSignal
from hikeshi.flow.ingestion import IngestSignals
from hikeshi.flow.work import Transactions, Work
from hikeshi.kernel.errors import UnavailableError
from hikeshi.kernel.ids import IntegrationId
from hikeshi_server.inbound.metrics import INGEST_BATCH, INGEST_SECONDS, REFUSED_BUSY

_log = structlog.get_logger(__name__)

#: Sender and deduplication key.
Subject = tuple[IntegrationId, str]

#: More signals than this in one transaction only make everybody wait.
MOST_SIGNALS = 500
#: Batches under way at the same time: while one waits for the disk, another is decided.
MOST_AT_ONCE = 2
#: More waiting signals than this, and senders are told to come back.
MOST_WAITING = 20_000
#: So long a refusal is news: a server to which nobody posts any more has to become ready again.
NEWS_SECONDS = 10.0


class TooBusyError(UnavailableError):
    """Too many signals are waiting; send it again in a few seconds."""


@frozen(eq=False)
class _Post:
    signals: Sequence[Signal]
    unreadable: Sequence[tuple[IntegrationId, bytes, str]]
    done: "asyncio.Future[None]"
    subjects: Set[Subject]

    @property
    def weight(self) -> int:
        return max(1, len(self.signals))


@define
class Batcher:
    """Takes signals in and answers once they are committed.

    Nothing waits on purpose: while batches commit the next one gathers. Batches under way at the
    same time are about different things, so that signals about one thing keep their order. A
    sender that goes away does not cancel the batch. When the database refuses a batch, its halves
    are tried alone, down to the one signal at fault.
    """

    transactions: Transactions
    ingest_signals: IngestSignals
    _waiting: deque[_Post] = field(factory=deque)
    _weight: int = 0
    _running: set[asyncio.Task[None]] = field(factory=set)
    _busy: frozenset[Subject] = frozenset()
    _refused: tuple[float, str] | None = None

    @property
    def trouble(self) -> str | None:
        """Why the database refused the newest batch, while that is news."""
        if self._refused is None or time.monotonic() - self._refused[0] > NEWS_SECONDS:
            return None
        return self._refused[1]

    async def take_in(
        self,
        signals: Sequence[Signal],
        unreadable: Sequence[tuple[IntegrationId, bytes, str]] = (),
    ) -> None:
        """Return when the signals are committed.

        Raises:
            TooBusyError: Too much is waiting.
            UnavailableError: The database cannot take it now.
        """
        if not signals and not unreadable:
            return
        if self._weight >= MOST_WAITING:
            REFUSED_BUSY.labels("queue").inc()
            raise TooBusyError
        began = time.perf_counter()
        done = asyncio.get_running_loop().create_future()
        post = _Post(signals, unreadable, done, _subjects(signals))
        self._waiting.append(post)
        self._weight += post.weight
        self._begin()
        await post.done
        INGEST_SECONDS.observe(time.perf_counter() - began)

    async def close(self) -> None:
        """Return when everything taken in is committed or refused."""
        while self._running:
            await asyncio.wait(self._running)

    def _begin(self) -> None:
        while len(self._running) < MOST_AT_ONCE and (batch := self._next_batch()):
            INGEST_BATCH.observe(sum(post.weight for post in batch))
            subjects = frozenset[Subject]().union(*(post.subjects for post in batch))
            self._busy |= subjects
            task = asyncio.create_task(self._commit(batch))
            self._running.add(task)
            task.add_done_callback(partial(self._ended, subjects))

    def _ended(self, subjects: frozenset[Subject], task: asyncio.Task[None]) -> None:
        self._busy -= subjects
        self._running.discard(task)
        self._begin()

    def _next_batch(self) -> list[_Post]:
        """Take the posts that wait, save those about something a running batch is about."""
        batch: list[_Post] = []
        kept: list[_Post] = []
        blocked = set(self._busy)
        weight = 0
        while self._waiting and weight < MOST_SIGNALS and len(kept) < MOST_SIGNALS:
            post = self._waiting[0]
            if batch and weight + post.weight > MOST_SIGNALS:
                break
            self._waiting.popleft()
            subjects = post.subjects
            if blocked.isdisjoint(subjects):
                weight += post.weight
                batch.append(post)
            else:
                blocked |= subjects
                kept.append(post)
        self._waiting.extendleft(reversed(kept))
        self._weight -= weight
        return batch

    async def _commit(self, batch: list[_Post]) -> None:
        try:
            await self.transactions.run(lambda work: self._ingest(work, batch))
        except UnavailableError as error:
            REFUSED_BUSY.labels("database").inc(len(batch))
            self._refused = time.monotonic(), error.detail
            _answer(batch, error)
        except Exception as error:  # noqa: BLE001 (one bad signal never fails its neighbours)
            if len(batch) == 1:
                _log.exception("signal_not_stored", signals=len(batch[0].signals))
                _answer(batch, error)
                return
            middle = len(batch) // 2
            await self._commit(batch[:middle])
            await self._commit(batch[middle:])
        else:
            self._refused = None
            _answer(batch, None)

    async def _ingest(self, work: Work, batch: Sequence[_Post]) -> None:
        signals = [signal for post in batch for signal in post.signals]
        unreadable = [
            UnreadableSignal(
                id=work.ids(), integration_id=sender, received_at=work.now, body=body, reason=reason
            )
            for post in batch
            for sender, body, reason in post.unreadable
        ]
        await self.ingest_signals(work, signals, unreadable)


def _subjects(signals: Sequence[Signal]) -> Set[Subject]:
    """Return what signals are about; one without a key is about something of its own."""
    return {(s.integration_id, s.dedup_key) for s in signals if s.dedup_key is not None}


def _answer(batch: Sequence[_Post], error: Exception | None) -> None:
    for post in batch:
        if post.done.done():
            continue
        if error is None:
            post.done.set_result(None)
        else:
            post.done.set_exception(error)
            post.done.exception()  # a sender that left does not look at it
