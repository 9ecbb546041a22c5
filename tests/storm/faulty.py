"""A worker of the product with a fault put in on purpose, which the recount has to find.

`python -m tests.storm.faulty hides` gathers pages of the worst severity like any other;
`python -m tests.storm.faulty drops` says of each person's first mail that it was sent.
"""

import argparse
import asyncio
import os
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

import uvloop
from attrs import evolve, field, frozen

from hikeshi.flow.work import Transactions, Work
from hikeshi.kernel.ids import UserId
from hikeshi.notifications.model.envelope import Envelope
from hikeshi.notifications.model.notification import Notification
from hikeshi.notifications.model.outcome import DeliveryReport, Outcome
from hikeshi.notifications.ports import NotificationSender
from hikeshi_server.inbound.worker.duty import Duty
from hikeshi_server.inbound.worker.notifier import Notifier
from hikeshi_server.outbound.telemetry.logs import configure_logs
from hikeshi_server.wiring.application import open_application
from hikeshi_server.wiring.serving import DutiesRunning, wait_for_signal
from hikeshi_server.wiring.settings import Settings, read_settings

T = TypeVar("T")


class Fault(StrEnum):
    """What is done wrong."""

    HIDES = "hides"
    DROPS = "drops"


@frozen
class HidingTransactions:
    """Opens works in which everything may be gathered, the worst too."""

    inner: Transactions

    async def run(self, do: Callable[[Work], Awaitable[T]], *, request_id: str | None = None) -> T:
        """Do it in one work."""

        async def hiding(work: Work) -> T:
            hidden: Any = _HidingWork(work)
            return await do(hidden)

        return await self.inner.run(hiding, request_id=request_id)


class _HidingWork:
    def __init__(self, work: Work) -> None:
        self._work = work
        self.notification_queue = _HidingQueue(work)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._work, name)


class _HidingQueue:
    def __init__(self, work: Work) -> None:
        self._queue = work.notification_queue

    def __getattr__(self, name: str) -> Any:
        return getattr(self._queue, name)

    async def lock_due(self, now: datetime, limit: int) -> Sequence[tuple[Notification, str]]:
        """Return what is due, all of it fit to be gathered."""
        found = await self._queue.lock_due(now, limit)
        return [(evolve(notification, bundles=True), status) for notification, status in found]


@frozen
class DroppingSender:
    """Says of each person's first mail that the mail server took it."""

    inner: NotificationSender
    dropped: set[UserId] = field(factory=set)

    async def send(self, envelope: Envelope) -> DeliveryReport:
        """Send it, unless it is the first."""
        person = envelope.recipient.user_id
        if envelope.kind != "email" or person in self.dropped:
            return await self.inner.send(envelope)
        self.dropped.add(person)
        return DeliveryReport(outcome=Outcome.ACCEPTED)


def faulty(duty: Duty, fault: Fault) -> Duty:
    """Return the duty, with the fault where it has its place."""
    if not isinstance(duty, Notifier):
        return duty
    if fault is Fault.HIDES:
        return evolve(duty, transactions=HidingTransactions(duty.transactions))
    return evolve(duty, sender=DroppingSender(duty.sender))


async def run(fault: Fault, settings: Settings) -> None:
    """Be a worker until asked to stop."""
    async with open_application(settings, settings.database_url or "") as application:
        duties = [faulty(duty, fault) for duty in application.duties]
        async with DutiesRunning(duties, application.alarms):
            print("worker_running", flush=True)
            await wait_for_signal()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("fault", type=Fault)
    configure_logs(level="INFO", as_json=True)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(run(parser.parse_args().fault, read_settings(os.environ)))
