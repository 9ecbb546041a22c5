"""Batches signals: a batch is what arrived while the previous ones committed."""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Sequence, Set
from functools import partial
from itertools import islice

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
#: A batch of more signals than this is a large one: beside it the next gathers until as much waits
#: as that holds, or it has committed. Statements cost the same for one signal as for fifty, and
#: where that many come, cores are what is short.
SMALL = 8
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
    weight: int


@define(eq=False)
class _Batch:
    posts: Sequence[_Post] = ()
    subjects: frozenset[Subject] = frozenset()
    weight: int = 0


@define
class Batcher:
    """Takes signals in and answers once they are committed.

    Nothing waits on purpose: while batches commit, and while a transaction is opened, the next one
    gathers. Batches under way at the same time are about different things, so that signals about
    one thing keep their order. A sender that goes away does not cancel the batch. When the
    database refuses a batch, its halves are tried alone, down to the one signal at fault.
    """

    transactions: Transactions
    ingest_signals: IngestSignals
    _waiting: deque[_Post] = field(factory=deque)
    _weight: int = 0
    _running: set[asyncio.Task[None]] = field(factory=set)
    _busy: frozenset[Subject] = frozenset()
    _opening: bool = False
    _large: int = 0
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
        post = _Post(signals, unreadable, done, _subjects(signals), max(1, len(signals)))
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
        if self._opening or len(self._running) >= MOST_AT_ONCE or self._weight < self._large:
            return
        if not self._has_free():
            return
        self._opening = True
        task = asyncio.create_task(self._commit_next())
        self._running.add(task)
        task.add_done_callback(self._ended)

    def _has_free(self) -> bool:
        """Whether something waits that no running batch is about."""
        if not self._busy:
            return bool(self._waiting)
        return any(
            self._busy.isdisjoint(post.subjects) for post in islice(self._waiting, MOST_SIGNALS)
        )

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self._begin()

    async def _commit_next(self) -> None:
        batch = _Batch()
        try:
            await self._commit(partial(self._taken, batch))
        finally:
            self._busy -= batch.subjects
            self._large -= batch.weight if batch.weight > SMALL else 0

    def _taken(self, batch: _Batch) -> Sequence[_Post]:
        """Fill the batch when its transaction is open: what came until then is in it."""
        if not batch.posts:
            batch.posts = self._next_batch()
            batch.subjects = frozenset[Subject]().union(*(post.subjects for post in batch.posts))
            batch.weight = sum(post.weight for post in batch.posts)
            self._busy |= batch.subjects
            self._large += batch.weight if batch.weight > SMALL else 0
            self._opening = False
            self._begin()
            INGEST_BATCH.observe(batch.weight)
        return batch.posts

    def _next_batch(self) -> list[_Post]:
        """Take the posts that wait, save those about something a running batch is about."""
        batch: list[_Post] = []
        kept: list[_Post] = []
        blocked = set(self._busy)
        weight, most = 0, self._share()
        while self._waiting and weight < most and len(kept) < MOST_SIGNALS:
            post = self._waiting[0]
            if batch and weight + post.weight > most:
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

    def _share(self) -> int:
        """Return how many signals one batch takes: of many its part of those under way.

        If it took all of them, the other batch would have none to decide while this one is
        written down.
        """
        under_way = self._weight + self._large
        return min(MOST_SIGNALS, max(2 * SMALL, -(-under_way // MOST_AT_ONCE)))

    async def _commit(self, posts: Callable[[], Sequence[_Post]]) -> None:
        """Commit posts, the same at every call; asked for once there is a transaction."""
        try:
            await self.transactions.run(lambda work: self._ingest(work, posts()))
        except UnavailableError as error:
            REFUSED_BUSY.labels("database").inc(len(posts()))
            self._refused = time.monotonic(), error.detail
            _answer(posts(), error)
        except Exception as error:  # noqa: BLE001 (one bad signal never fails its neighbours)
            await self._refuse(posts(), error)
        else:
            self._refused = None
            _answer(posts(), None)

    async def _refuse(self, posts: Sequence[_Post], error: Exception) -> None:
        if len(posts) == 1:
            _log.error("signal_not_stored", signals=len(posts[0].signals), exc_info=error)
            _answer(posts, error)
            return
        middle = len(posts) // 2
        for half in (posts[:middle], posts[middle:]):
            await self._commit(partial(_itself, half))

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


def _itself(posts: Sequence[_Post]) -> Sequence[_Post]:
    return posts


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
