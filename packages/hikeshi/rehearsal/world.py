"""A whole Hikeshi in memory with a virtual clock: time moves, due work runs."""

from collections.abc import Awaitable, Callable, Coroutine
from datetime import datetime
from typing import Any, TypeVar

from attrs import define, field

from hikeshi.flow.releasing import ReleaseSuppressed
from hikeshi.flow.settle import run_outbox
from hikeshi.flow.work import Work
from hikeshi.incidents.use_cases.run_due_timers import RunDueTimers
from hikeshi.kernel.errors import InvalidError
from hikeshi.memory import CountingIds, FixedClock, InMemoryTransactions, Store
from hikeshi.memory.incidents import InMemoryIncidentTimers
from hikeshi.memory.notifications import InMemoryNotificationQueue
from hikeshi.memory.suppression import InMemorySuppressedAlerts
from hikeshi.notifications.model.claim import Claim
from hikeshi.notifications.use_cases.claim_notifications import ClaimNotifications
from hikeshi.notifications.use_cases.record_deliveries import FinishedAttempt, RecordDeliveries
from hikeshi.rehearsal.providers import RehearsedProviders
from hikeshi.rehearsal.trace import Trace

T = TypeVar("T")

#: More due work than this in one instant is a loop, not an incident.
LOOPS = 10_000
_CLAIM = ClaimNotifications("rehearsal")


class StuckError(RuntimeError):
    """The scenario does not come to rest within one instant."""


class TooMuchHappensError(InvalidError):
    """More happens in this time than one answer may cost: rehearse less of it at once."""


@define
class Effort:
    """How much a rehearsal may still do; what is beyond that is refused.

    Args:
        works: Units of work: an event, a timer that comes due, a round of notifications.
    """

    works: int

    def spend(self) -> None:
        """Take one unit of work.

        Raises:
            TooMuchHappensError: None is left.
        """
        self.works -= 1
        if self.works < 0:
            raise TooMuchHappensError


def finish(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine that never waits for the world, without an event loop."""
    try:
        work.send(None)
    except StopIteration as done:
        return done.value  # type: ignore[no-any-return]
    work.close()
    raise RuntimeError("work in memory never waits")


@define(slots=False)
class World:
    """A whole Hikeshi in memory.

    Args:
        start: Where the clock stands at first.
        down_until: While set, timers and notifications wait until then.
        effort: How much may happen; nothing = as much as does.
        keeps_records: Whether timeline and journal are written; the trace says it all anyway.
        tally: Takes in what happens; nothing = a trace of everything.
    """

    start: datetime
    store: Store = field(factory=Store)
    ids: CountingIds = field(factory=CountingIds)
    providers: RehearsedProviders = field(factory=RehearsedProviders)
    down_until: datetime | None = None
    effort: Effort | None = None
    keeps_records: bool = True
    tally: Trace | None = None
    clock: FixedClock = field(init=False)
    trace: Trace = field(init=False)
    transactions: InMemoryTransactions = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.clock = FixedClock(self.start)
        self.trace = self.tally or Trace(self.store, self.start)
        self.transactions = InMemoryTransactions(
            self.store, self.clock, self.ids, self.trace.watch, self.keeps_records
        )
        self._timers = InMemoryIncidentTimers(self.store)
        self._suppressed = InMemorySuppressedAlerts(self.store)
        self._queue = InMemoryNotificationQueue(self.store)

    @property
    def now(self) -> datetime:
        """The instant the clock stands at."""
        return self.clock.instant

    def do(self, verb: Callable[[Work], Awaitable[T]]) -> T:
        """Do something in one work, now."""
        if self.effort is not None:
            self.effort.spend()
        return finish(self.transactions.run(verb))

    def advance_to(self, instant: datetime) -> None:
        """Let time pass; everything due strictly before `instant` happens in its turn."""
        while (due_at := self._next_due_at()) is not None and due_at < instant:
            self.clock.instant = max(self.now, due_at)
            self.run_due()
        self.clock.instant = instant

    def run_due(self) -> None:
        """Do all that is due now: alerts whose suppression ends, timers, then notifications.

        Timers run by (due, incident, kind).
        """
        if self._is_down():
            return
        for _ in range(LOOPS):
            if self._has_come(self._suppressed.earliest()):
                self.do(ReleaseSuppressed())
            elif self._has_come(self._timers.earliest()):
                self.do(lambda work: RunDueTimers()(work, limit=1))
            elif self._has_come(self._queue.earliest()):
                self._send_due()
            elif self.store.outbox.rows:
                self.do(run_outbox)
            else:
                return
        raise StuckError

    def _has_come(self, due_at: datetime | None) -> bool:
        return due_at is not None and due_at <= self.now

    def _next_due_at(self) -> datetime | None:
        follows = self.now if self.store.outbox.rows else None
        timed = (self._suppressed, self._timers, self._queue)
        times = (follows, *(each.earliest() for each in timed))
        due_at = min((time for time in times if time is not None), default=None)
        if due_at is None or self.down_until is None:
            return due_at
        return max(due_at, self.down_until)

    def _is_down(self) -> bool:
        return self.down_until is not None and self.now < self.down_until

    def _send_due(self) -> None:
        """Attempt what is due; providers answer in the same instant, hence in the same work."""
        for claim, done in self.do(self._attempt):
            ended = claim.attempt.ended(done.report, done.finished_at)
            self.trace.attempted(claim.notification, ended)
        self.trace.told_together()

    async def _attempt(self, work: Work) -> list[tuple[Claim, FinishedAttempt]]:
        claims = await _CLAIM(work, limit=1000)
        finished = [
            FinishedAttempt(
                claim.attempt,
                claim.told(self.providers.answer(claim.notification.kind, self.now)),
                self.now,
            )
            for claim in claims
        ]
        if finished:
            await RecordDeliveries()(work, finished)
        return list(zip(claims, finished, strict=True))
