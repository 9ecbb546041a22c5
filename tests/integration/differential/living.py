"""A history on PostgreSQL: the real use cases, the duties of two workers, real receivers.

Only time is virtual: one clock, moved by hand from one due instant to the next. A crash loses a
work right before its commit, or what a worker knew right after it; somebody does it again.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime, timedelta
from random import Random
from typing import Any, TypeVar

from attrs import define, field, frozen
from tests.peers import http_sink, smtp_sink
from tests.peers.push_service import vapid_keys
from tests.product.installation import works

from hikeshi.flow.releasing import ReleaseSuppressed
from hikeshi.flow.settle import settle
from hikeshi.flow.work import Transactions, Work
from hikeshi.incidents.use_cases.run_due_timers import RunDueTimers
from hikeshi.memory import FixedClock
from hikeshi.notifications.model.envelope import Envelope
from hikeshi.notifications.model.outcome import DeliveryReport, Outcome
from hikeshi.notifications.use_cases.begin_planned import BeginPlanned
from hikeshi.notifications.use_cases.claim_notifications import ClaimNotifications
from hikeshi.notifications.use_cases.record_deliveries import RecordDeliveries
from hikeshi.rehearsal.providers import RehearsedProviders
from hikeshi.teams.model.contact_method import ContactKind
from hikeshi_server.inbound.worker.escalator import Escalator
from hikeshi_server.inbound.worker.handover import Handover
from hikeshi_server.inbound.worker.notifier import Notifier
from hikeshi_server.inbound.worker.outbox_relay import OutboxRelay
from hikeshi_server.inbound.worker.recorder import Recorder
from hikeshi_server.inbound.worker.releaser import Releaser
from hikeshi_server.outbound.email.client import SmtpClient
from hikeshi_server.outbound.email.settings import parse_smtp_url
from hikeshi_server.outbound.http_client.client import OutgoingHttp
from hikeshi_server.outbound.http_client.guard import Guard, parse_allowed_ranges
from hikeshi_server.outbound.links import Links
from hikeshi_server.outbound.postgres.starting import NobodyStarts
from hikeshi_server.outbound.providers.failing_over import Providers, alone
from hikeshi_server.outbound.senders import Senders
from hikeshi_server.wiring.senders import Ways, create_senders
from hikeshi_server.wiring.settings import Settings

T = TypeVar("T")

#: More rounds within one instant than this are a loop.
ROUNDS = 2_000
_LINKS = Links("http://127.0.0.1:8080", (b"k" * 32,))


class CrashError(RuntimeError):
    """A crash on purpose."""


@frozen
class CrashingTransactions:
    """Loses works right before their commit, and what they returned right after it."""

    inner: Transactions
    random: Random
    before: float
    after: float = 0.0

    async def run(self, do: Callable[[Work], Awaitable[T]], *, request_id: str | None = None) -> T:
        """Do it in one work, unless it crashes."""

        async def crashing(work: Work) -> T:
            result = await do(work)
            await settle(work)
            if self.random.random() < self.before:
                raise CrashError
            return result

        result = await self.inner.run(crashing, request_id=request_id)
        if self.random.random() < self.after:
            raise CrashError
        return result


@define
class FailingReceivers:
    """Sends for real, to receivers that fail when the history says so, each time in some way."""

    senders: Senders
    random: Random
    http: http_sink.HttpSink
    smtp: smtp_sink.SmtpSink
    providers: RehearsedProviders
    clock: FixedClock

    async def send(self, envelope: Envelope) -> DeliveryReport:
        """Set the fault of its receiver and send; messages of the other way go on meanwhile."""
        wanted = self.providers.answer(envelope.kind, self.clock.now()).outcome
        if envelope.kind == ContactKind.EMAIL:
            self.smtp.fault = self.random.choice(_SMTP.get(wanted, (smtp_sink.Fault.NONE,)))
        else:
            self.http.fault = self.random.choice(_HTTP.get(wanted, (http_sink.Fault.NONE,)))
        return await self.senders.send(envelope)


_HTTP = {
    Outcome.RETRYABLE: (http_sink.Fault.ERROR, http_sink.Fault.BUSY, http_sink.Fault.DROP),
    Outcome.PERMANENT: (http_sink.Fault.GONE, http_sink.Fault.REDIRECT),
}
_SMTP = {
    Outcome.RETRYABLE: (smtp_sink.Fault.BUSY, smtp_sink.Fault.GREYLISTED),
    Outcome.PERMANENT: (smtp_sink.Fault.REFUSED, smtp_sink.Fault.SPAM),
}


@define
class LivingWorld:
    """A whole Hikeshi on PostgreSQL, its clock moved by hand.

    Args:
        front: What people and senders act through.
        workers: The duties of each worker: suppressed alerts, timers, notifications, what follows.
    """

    clock: FixedClock
    front: Transactions
    workers: list[tuple[Releaser, Escalator, Notifier, OutboxRelay]]
    providers: RehearsedProviders
    http_url: str
    down_until: datetime | None = None
    crashes: int = field(default=0)

    async def do(self, verb: Callable[[Work], Awaitable[T]]) -> T:
        """Do something in one work, now; again after a crash, as whoever wanted it would."""
        while True:
            try:
                result = await self.front.run(verb)
            except CrashError:
                self.crashes += 1
            else:
                await self._finish()
                return result

    async def advance_to(self, instant: datetime) -> None:
        """Let time pass; everything due strictly before `instant` happens in its turn."""
        while (due_at := await self._next_due_at()) is not None and due_at < instant:
            self.clock.instant = max(self.clock.instant, due_at)
            await self.run_due()
        self.clock.instant = instant

    async def run_due(self) -> None:
        """Let the workers do all that is due now: in the order of the rehearsal."""
        if self.down_until is not None and self.clock.instant < self.down_until:
            return
        for _ in range(ROUNDS):
            due = [time is not None and time <= self.clock.instant for time in await self._dues()]
            if not any(due):
                return
            await self._together(due.index(True))
        raise AssertionError("the history does not come to rest within one instant")

    async def _together(self, duty: int) -> None:
        """Run that duty of all workers at the same time."""
        done = await asyncio.gather(
            *(worker[duty].run_once() for worker in self.workers), return_exceptions=True
        )
        await self._finish()
        for result in done:
            if isinstance(result, CrashError):
                self.crashes += 1
            elif isinstance(result, BaseException):
                raise result

    async def _finish(self) -> None:
        """Wait until what has begun is sent and recorded."""
        for _, _, notifier, _ in self.workers:
            await notifier.finished()
            await notifier.recorder.close()

    async def _dues(self) -> tuple[datetime | None, ...]:
        """Return when each duty has something to do."""

        async def look(work: Any) -> tuple[datetime | None, ...]:
            follows = await work.session.row("SELECT count(*) AS rows FROM outbox")
            return (
                await work.suppressed_alerts.next_due_at(),
                await work.incident_timers.next_due_at(),
                await work.notification_queue.next_due_at(),
                self.clock.instant if follows["rows"] else None,
            )

        return await self.do(look)

    async def _next_due_at(self) -> datetime | None:
        due_at = min((time for time in await self._dues() if time is not None), default=None)
        if due_at is None or self.down_until is None:
            return due_at
        return max(due_at, self.down_until)


async def _free(_: Envelope) -> bool:
    return True


@asynccontextmanager
async def living_world(
    url: str, start: datetime, crashes: dict[str, Any], workers: int = 2
) -> AsyncIterator[LivingWorld]:
    """Open a world on an empty database.

    Args:
        url: Of the database.
        start: Where the clock stands at first.
        crashes: How often works are lost, and the seed of it.
        workers: With one, what comes in is a process of its own, and begins no page itself: all
            that is due in one instant is looked at together, as in a rehearsal.
    """
    clock, providers = FixedClock(start), RehearsedProviders()
    random = Random(crashes["seed"])
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(http_sink.HttpSink())
        smtp = await stack.enter_async_context(smtp_sink.SmtpSink())
        guard = Guard(parse_allowed_ranges("127.0.0.0/8"))
        client = await stack.enter_async_context(OutgoingHttp(guard))
        mail = await stack.enter_async_context(SmtpClient(parse_smtp_url(smtp.url)))
        ways = Ways(client, alone("smtp", mail), Providers(), vapid_keys())
        senders = create_senders(Settings(), ways, _LINKS, clock, _free)
        receivers = FailingReceivers(senders, random, http, smtp, providers, clock)
        duties = []
        for name in ("one", "two")[:workers]:
            handover = Handover()
            own = await stack.enter_async_context(works(url, clock, starter=handover))
            duties.append(_duties(name, own, random, crashes, receivers, clock))
            handover.to = duties[-1][2].begin
        begins = handover if workers > 1 else NobodyStarts()
        front = await stack.enter_async_context(works(url, clock, starter=begins))
        crashing = CrashingTransactions(front, random, crashes["before"] / 4)
        yield LivingWorld(clock, crashing, duties, providers, http.url)


def _duties(
    name: str,
    own: Transactions,
    random: Random,
    crashes: dict[str, Any],
    receivers: FailingReceivers,
    clock: FixedClock,
) -> tuple[Releaser, Escalator, Notifier, OutboxRelay]:
    """Return the duties of a worker; a claim lost after its commit waits for its lease."""
    crashing = CrashingTransactions(own, random, crashes["before"])
    claims = CrashingTransactions(own, random, crashes["before"], crashes["after"])
    return (
        Releaser(crashing, clock, ReleaseSuppressed()),
        Escalator(crashing, clock, RunDueTimers()),
        Notifier(
            claims,
            clock,
            ClaimNotifications(name, lease_for=timedelta(seconds=60)),
            BeginPlanned(name, lease_for=timedelta(seconds=60)),
            receivers,
            Recorder(own, RecordDeliveries()),
            may_send=_always,
        ),
        OutboxRelay(crashing),
    )


async def _always() -> bool:
    await asyncio.sleep(0)
    return True
