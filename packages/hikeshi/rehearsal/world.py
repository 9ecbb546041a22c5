"""A whole Hikeshi in memory with a virtual clock: time moves, due work runs."""

from collections.abc import Awaitable, Callable, Coroutine
from datetime import datetime
from typing import Any, TypeVar

from attrs import define, field

from hikeshi.flow.settle import run_outbox
from hikeshi.flow.work import Work
from hikeshi.incidents.use_cases.run_due_timers import RunDueTimers
from hikeshi.memory import CountingIds, FixedClock, InMemoryTransactions, Store
from hikeshi.notifications.use_cases.claim_notifications import ClaimNotifications
from hikeshi.notifications.use_cases.record_deliveries import FinishedAttempt, RecordDeliveries
from hikeshi.rehearsal.providers import RehearsedProviders
from hikeshi.rehearsal.trace import Trace

T = TypeVar("T")

#: More due work than this in one instant is a loop, not an incident.
LOOPS = 10_000


class StuckError(RuntimeError):
    """The scenario does not come to rest within one instant."""


def finish(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine that never waits for the world, without an event loop."""
    try:
        work.send(None)
    except StopIteration as done:
        return done.value  # type: ignore[no-any-return]
    work.close()
    raise RuntimeError("work in memory never waits")


@define
class World:
    """A whole Hikeshi in memory.

    Args:
        start: Where the clock stands at first.
        down_until: While set, timers and notifications wait until then.
    """

    start: datetime
    store: Store = field(factory=Store)
    providers: RehearsedProviders = field(factory=RehearsedProviders)
    down_until: datetime | None = None
    clock: FixedClock = field(init=False)
    trace: Trace = field(init=False)
    transactions: InMemoryTransactions = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.clock = FixedClock(self.start)
        self.trace = Trace(self.store, self.start)
        self.transactions = InMemoryTransactions(
            self.store, self.clock, CountingIds(), self.trace.watch
        )

    @property
    def now(self) -> datetime:
        """The instant the clock stands at."""
        return self.clock.instant

    def do(self, verb: Callable[[Work], Awaitable[T]]) -> T:
        """Do something in one work, now."""
        return finish(self.transactions.run(verb))

    def advance_to(self, instant: datetime) -> None:
        """Let time pass; everything due strictly before `instant` happens in its turn."""
        while (due_at := self._next_due_at()) is not None and due_at < instant:
            self.clock.instant = max(self.now, due_at)
            self.run_due()
        self.clock.instant = instant

    def run_due(self) -> None:
        """Do all that is due now: timers by (due, incident, kind), then notifications."""
        if self._is_down():
            return
        for _ in range(LOOPS):
            if not self.do(lambda work: RunDueTimers()(work, limit=1)) and not self._send_due():
                return
        raise StuckError

    def _next_due_at(self) -> datetime | None:
        async def look(work: Work) -> datetime | None:
            times = (
                await work.incident_timers.next_due_at(),
                await work.notification_queue.next_due_at(),
            )
            return min((time for time in times if time is not None), default=None)

        due_at = self.do(look)
        if due_at is None or self.down_until is None:
            return due_at
        return max(due_at, self.down_until)

    def _is_down(self) -> bool:
        return self.down_until is not None and self.now < self.down_until

    def _send_due(self) -> bool:
        claims = self.do(lambda work: ClaimNotifications("rehearsal")(work, limit=1000))
        finished = [
            FinishedAttempt(
                claim.attempt,
                self.providers.answer(claim.notification.kind, self.now),
                self.now,
            )
            for claim in claims
        ]
        if finished:
            self.do(lambda work: RecordDeliveries()(work, finished))
        for claim, done in zip(claims, finished, strict=True):
            ended = claim.attempt.ended(done.report, done.finished_at)
            self.trace.attempted(claim.notification, ended)
        self.do(run_outbox)
        return bool(claims)
