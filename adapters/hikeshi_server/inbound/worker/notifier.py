"""Duty: begin the delivery attempts that are due, send, and record what came of them."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from functools import cache, partial

import structlog
from attrs import define, field
from prometheus_client import Counter

from hikeshi.flow.delivery import Message, address
from hikeshi.flow.work import Transactions, Work
from hikeshi.kernel.clock import Clock
from hikeshi.kernel.ids import NotificationId
from hikeshi.notifications.model.envelope import Envelope
from hikeshi.notifications.model.outcome import DeliveryReport, Outcome
from hikeshi.notifications.ports import NotificationSender
from hikeshi.notifications.use_cases.begin_planned import BeginPlanned
from hikeshi.notifications.use_cases.claim_notifications import ClaimNotifications
from hikeshi.notifications.use_cases.record_deliveries import FinishedAttempt
from hikeshi_server.inbound.metrics import DELIVERIES, DELIVERY_LATENESS, OUTBOUND_HELD
from hikeshi_server.inbound.worker.duty import SOON_SECONDS
from hikeshi_server.inbound.worker.handover import nothing_begun
from hikeshi_server.inbound.worker.recorder import Recorder

_log = structlog.get_logger(__name__)

#: Attempts under way at once in one worker.
SLOTS = 64
#: While much waits, a claim is put off for so long until half of the slots are free: it costs about
#: the same for one page as for fifty.
GATHER_SECONDS = 0.005
#: After attempts have begun there is another look after this, unless somebody wakes us earlier.
AGAIN_SECONDS = 0.01
#: A send that takes longer is given up; the attempt's lease lasts longer still.
SEND_SECONDS = 30.0
#: How long a stopping worker waits for attempts under way: longer than the longest send.
FINISH_SECONDS = SEND_SECONDS + 2.0
_GONE = DeliveryReport(
    outcome=Outcome.PERMANENT, reason="the contact method was removed, or is no longer verified"
)
_TOO_SLOW = DeliveryReport(
    outcome=Outcome.RETRYABLE,
    reason=f"no answer within {SEND_SECONDS:.0f} seconds",
    evidence={"sent": "maybe"},
)


@define
class Notifier:
    """Brings pages out.

    What a work of this process plans for now begins in that very work, as far as slots are free
    and nothing older waits. Everything else is looked for, and begins in a work of its own.

    Args:
        may_send: Says whether messages may leave at all; they wait while it says no.
        left_alone: Says for how long what is due is left to a queue; what has been due for
            longer was lost there.
    """

    transactions: Transactions
    clock: Clock
    claim_notifications: ClaimNotifications
    begin_planned: BeginPlanned
    sender: NotificationSender
    recorder: Recorder
    may_send: Callable[[], Awaitable[bool]]
    left_alone: Callable[[], timedelta] = timedelta
    name: str = "notifications"
    _under_way: set[asyncio.Task[None]] = field(factory=set)
    _slot: asyncio.Event = field(factory=asyncio.Event)
    _promised: int = 0
    _caught_up: bool = False

    async def run_once(self) -> float | None:
        """Begin what is due as far as there are free slots; return seconds until the next."""
        if not await self.may_send():
            OUTBOUND_HELD.set(1)
            return None
        OUTBOUND_HELD.set(0)
        await self.recorder.flushed()
        while free := await self._much_room():
            messages, next_due_at = await self.transactions.run(partial(self._claim, limit=free))
            for message in messages:
                self._begin(message)
            self._caught_up = len(messages) < free
            if self._caught_up:
                return AGAIN_SECONDS if messages else self._seconds_until(next_due_at)
        return SOON_SECONDS

    async def begin_these(
        self, ids: Sequence[NotificationId]
    ) -> Mapping[NotificationId, asyncio.Task[None]]:
        """Begin those of these that are due, and what belongs to them; return what is sent.

        Raises:
            UnavailableError: The database is away.
        """
        self._promised += len(ids)
        try:
            begun = await self.transactions.run(partial(self._claim_these, ids))
        finally:
            self._promised -= len(ids)
            self._slot.set()
        return {
            claim.notification.id: task
            for message in begun
            for task in (self._begin(message),)
            for claim in message.claims
        }

    async def room(self, wanted: int = 1) -> int:
        """Return how many attempts may begin, once it is that many at least."""
        while (free := SLOTS - len(self._under_way) - self._promised) < wanted:
            self._slot.clear()
            await self._slot.wait()
        return free

    async def begin(self, work: Work) -> Callable[[bool], None]:
        """Begin what the work has planned for now; send it when told that it has committed."""
        limit = await self._at_once()
        claims = await self.begin_planned(work, limit=limit)
        if await work.notification_queue.planned_now(work.now, 1):
            self._caught_up = False  # what is left over will be older than what comes next
        if not claims:
            return nothing_begun
        messages = await address(work, claims)
        self._promised += len(messages)
        return partial(self._follow, messages)

    async def stop(self) -> None:
        """Let attempts under way finish and be recorded; what does not is repeated later."""
        self._caught_up = False
        with suppress(TimeoutError):
            async with asyncio.timeout(FINISH_SECONDS):
                await self.finished()
        for task in self._under_way:
            task.cancel()
        await self.recorder.close()

    async def finished(self) -> None:
        """Return when no attempt is under way."""
        while self._under_way or self._promised:
            self._slot.clear()
            await self._slot.wait()

    async def _much_room(self) -> int:
        if not self._caught_up:
            with suppress(TimeoutError):
                async with asyncio.timeout(GATHER_SECONDS):
                    return await self.room(SLOTS // 2)
        return await self.room()

    async def _at_once(self) -> int:
        if not self._caught_up or self.recorder.is_behind or self.left_alone():
            return 0
        if not await self.may_send():
            return 0
        return max(0, SLOTS - len(self._under_way) - self._promised)

    def _follow(self, begun: Sequence[Message], committed: bool) -> None:
        self._promised -= len(begun)
        self._slot.set()
        if committed:
            for message in begun:
                self._begin(message)

    async def _claim(self, work: Work, limit: int) -> tuple[Sequence[Message], datetime | None]:
        left_alone = self.left_alone()
        claims = await self.claim_notifications(work, limit=limit, left_alone=left_alone)
        messages = await address(work, claims)
        # Pages that begin do not wait for this question: there is another look soon.
        return messages, None if claims else await work.notification_queue.next_due_at()

    async def _claim_these(self, ids: Sequence[NotificationId], work: Work) -> Sequence[Message]:
        return await address(work, await self.claim_notifications.these(work, ids))

    def _begin(self, message: Message) -> asyncio.Task[None]:
        for claim in message.claims:
            late = claim.attempt.started_at - claim.notification.due_at
            DELIVERY_LATENESS.observe(max(0.0, late.total_seconds()))
        task = asyncio.create_task(self._send(message))
        self._under_way.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        self._slot.set()

    async def _send(self, message: Message) -> None:
        envelope = message.envelope
        report = _GONE if envelope is None else await self._deliver(envelope)
        for claim in message.claims:
            _deliveries(claim.notification.kind, report.outcome).inc()
            done = FinishedAttempt(claim.attempt, claim.told(report), self.clock.now())
            self.recorder.add(done)

    async def _deliver(self, envelope: Envelope) -> DeliveryReport:
        try:
            async with asyncio.timeout(SEND_SECONDS):
                return await self.sender.send(envelope)
        except TimeoutError:
            return _TOO_SLOW

    def _seconds_until(self, due_at: datetime | None) -> float | None:
        if due_at is None:
            return None
        return (due_at + self.left_alone() - self.clock.now()).total_seconds()


@cache
def _deliveries(kind: str, outcome: Outcome) -> Counter:
    return DELIVERIES.labels(kind, outcome.value)
