"""The product with an adapter that ends its own process by kill -9, at a point with a name.

`python -m tests.chaos.doomed api --point before_commit --after 5` starts `hikeshi api` with its
real settings; the sixth time it gets to that point, it is gone. The product knows nothing of it.
"""

import argparse
import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import uvloop
from attrs import define, evolve, frozen

from hikeshi.alerts.events import AlertOpened
from hikeshi.flow.settle import settle
from hikeshi.flow.work import Transactions, Work
from hikeshi.incidents.events import PersonPaged
from hikeshi.kernel.events import Event
from hikeshi.notifications.model.envelope import Envelope
from hikeshi.notifications.model.outcome import DeliveryReport
from hikeshi.notifications.ports import NotificationSender
from hikeshi_server.inbound.worker.duty import Duty
from hikeshi_server.inbound.worker.escalator import Escalator
from hikeshi_server.inbound.worker.notifier import Notifier
from hikeshi_server.outbound.telemetry.logs import configure_logs
from hikeshi_server.wiring.application import open_application
from hikeshi_server.wiring.serving import DutiesRunning, listen, run_http, wait_for_signal
from hikeshi_server.wiring.settings import Settings, read_settings
from tests.chaos.stale import LateClaims
from tests.product.waiting import until

T = TypeVar("T")
Matters = Callable[[Any, Sequence[Event]], bool]


class Point(StrEnum):
    """Where the process ends."""

    NONE = "none"
    BEFORE_COMMIT = "before_commit"  # alerts, incidents and pages are written, not committed
    BEFORE_ANSWER = "before_answer"  # they are committed, and the sender does not know
    AFTER_CLAIM = "after_claim"  # an attempt has begun, nothing has left
    DURING_SEND = "during_send"  # the receiver has it, its answer is not read
    BEFORE_RECORDING = "before_recording"  # the answer is read, the outcome not written
    DURING_ESCALATION = "during_escalation"  # a step is decided and written, not committed
    # These two live on:
    LATE_CLAIM = "late_claim"  # claims take so long that acknowledgements come meanwhile
    STALE_CLAIM = "stale_claim"  # … and do not look again: the fault the recount has to find


@define
class Countdown:
    """Lets some passages go by."""

    left: int

    def is_over(self) -> bool:
        """Count one passage; say whether it is the last."""
        self.left -= 1
        return self.left < 0


def die() -> None:
    """End this process as a power cut would."""
    os.kill(os.getpid(), signal.SIGKILL)


@frozen
class DoomedTransactions:
    """Dies around the commit of a work that matters."""

    inner: Transactions
    matters: Matters
    countdown: Countdown
    committed: bool

    async def run(self, do: Callable[[Work], Awaitable[T]], *, request_id: str | None = None) -> T:
        """Do it in one work; die right before its commit, or right after."""
        due = False

        async def doomed(work: Work) -> T:
            nonlocal due
            result = await do(work)
            # Everything is written now; the product's own settling finds nothing left to do.
            happened = await settle(work)
            due = self.matters(result, happened) and self.countdown.is_over()
            if due and not self.committed:
                die()
            return result

        result = await self.inner.run(doomed, request_id=request_id)
        if due:
            die()
        return result


@frozen
class DoomedSender:
    """Dies once the receiver has a webhook, or once its answer is read."""

    inner: NotificationSender
    countdown: Countdown
    journal: Path
    answered: bool

    async def send(self, envelope: Envelope) -> DeliveryReport:
        """Send it, and die on the way."""
        if envelope.kind != "webhook" or not self.countdown.is_over():
            return await self.inner.send(envelope)
        sending = asyncio.create_task(self.inner.send(envelope))
        if self.answered:
            await sending
        else:
            arrived = partial(self._has, str(envelope.notification_id))
            await until(arrived, 30, "the webhook at its receiver")
        die()
        return await sending

    def _has(self, notification_id: str) -> bool:
        return notification_id in self.journal.read_text("utf-8")


def _opened(_: Any, happened: Sequence[Event]) -> bool:
    return any(isinstance(event, AlertOpened) for event in happened)


def _paged(_: Any, happened: Sequence[Event]) -> bool:
    return any(isinstance(event, PersonPaged) for event in happened)


def _claimed(result: Any, _: Sequence[Event]) -> bool:
    return bool(result[0])


def doomed_duty(duty: Duty, arguments: argparse.Namespace, settings: Settings) -> Duty:
    """Return the duty as it is, or with the adapter that ends it."""
    point, countdown = arguments.point, Countdown(arguments.after)
    if isinstance(duty, Escalator) and point is Point.DURING_ESCALATION:
        doomed = DoomedTransactions(duty.transactions, _paged, countdown, committed=False)
        return evolve(duty, transactions=doomed)
    if not isinstance(duty, Notifier):
        return duty
    lease = timedelta(seconds=arguments.lease)
    duty = evolve(
        duty,
        claim_notifications=evolve(duty.claim_notifications, lease_for=lease),
        begin_planned=evolve(duty.begin_planned, lease_for=lease),
    )
    if point is Point.AFTER_CLAIM:
        after = DoomedTransactions(duty.transactions, _claimed, countdown, committed=True)
        return evolve(duty, transactions=after)
    if point in {Point.DURING_SEND, Point.BEFORE_RECORDING}:
        answered = point is Point.BEFORE_RECORDING
        return evolve(
            duty, sender=DoomedSender(duty.sender, countdown, arguments.journal, answered)
        )
    if point in {Point.LATE_CLAIM, Point.STALE_CLAIM}:
        url = settings.database_url or ""
        late = LateClaims(duty.transactions, url, stale=point is Point.STALE_CLAIM)
        return evolve(duty, transactions=late)
    return duty


def doomed_transactions(arguments: argparse.Namespace, inner: Transactions) -> Transactions:
    """Return what the API writes through."""
    if arguments.point not in {Point.BEFORE_COMMIT, Point.BEFORE_ANSWER}:
        return inner
    committed = arguments.point is Point.BEFORE_ANSWER
    return DoomedTransactions(inner, _opened, Countdown(arguments.after), committed)


def say_ready() -> None:
    """Tell whoever started this process."""
    print("ready", flush=True)


async def run(arguments: argparse.Namespace, settings: Settings) -> None:
    """Be an API or a worker until killed, or asked to stop."""
    url = settings.database_url or ""
    around = partial(doomed_transactions, arguments)
    async with open_application(settings, url, around=around) as application:
        if arguments.part == "api":
            listening = listen(settings)
            await run_http(application.http, settings, listening, say_ready)
            return
        duties = [doomed_duty(duty, arguments, settings) for duty in application.duties]
        (notifier,) = (duty for duty in duties if isinstance(duty, Notifier))
        application.parts.handover.to = notifier.begin
        async with DutiesRunning(duties, application.alarms):
            print(f"ready {application.worker_name}", flush=True)
            await wait_for_signal()


def main(words: Sequence[str]) -> None:
    """Be what the words say, with the settings of the environment."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part", choices=["api", "worker"])
    parser.add_argument("--point", type=Point, default=Point.NONE)
    parser.add_argument("--after", type=int, default=0, help="so many passages go by")
    parser.add_argument("--lease", type=float, default=60, help="seconds a lost attempt waits")
    parser.add_argument("--journal", type=Path, help="of the webhook sink")
    read = read_settings(os.environ)
    configure_logs(level=read.log_level, as_json=True)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(run(parser.parse_args(words), read))


if __name__ == "__main__":
    main(sys.argv[1:])
