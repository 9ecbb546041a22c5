"""Outcomes are written, whatever the database says in between."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from attrs import field, frozen

from hikeshi.kernel.ids import DeliveryAttemptId
from hikeshi.memory import CountingIds, FixedClock, InMemoryTransactions, Store
from hikeshi.notifications.model.notification import Notification, NotificationStatus
from hikeshi.notifications.model.outcome import DeliveryReport, Outcome
from hikeshi.notifications.use_cases.record_deliveries import FinishedAttempt, RecordDeliveries
from hikeshi.testing.builders import START, a_delivery_attempt, a_notification
from hikeshi_server.inbound.worker.recorder import GATHER_SECONDS, MOST_TOGETHER, Recorder


@frozen
class Refusing(RecordDeliveries):
    """Records outcomes, save in works with the one it refuses.

    Args:
        times: How often it refuses.
    """

    refused: DeliveryAttemptId
    times: int
    tries: list[int] = field(factory=list)

    async def __call__(self, work: Any, finished: Sequence[FinishedAttempt]) -> None:
        """Record all of them or none."""
        asked = any(done.attempt.id == self.refused for done in finished)
        if asked and len(self.tries) < self.times:
            self.tries.append(len(finished))
            raise ValueError("refused")
        await RecordDeliveries()(work, finished)


def sent(notification: Notification) -> FinishedAttempt:
    """Return the first attempt of a claimed notification, accepted."""
    report = DeliveryReport(outcome=Outcome.ACCEPTED, reason="202")
    return FinishedAttempt(a_delivery_attempt(notification), report, START)


async def statuses_after(times: int) -> list[NotificationStatus]:
    """Write three outcomes of which one is refused so often; return what became of them."""
    transactions = InMemoryTransactions(Store(), FixedClock(START), CountingIds())
    pages = [a_notification().claimed(START, timedelta(minutes=1)) for _ in range(3)]
    await transactions.run(lambda work: work.notifications.add_many(pages))
    finished = [sent(page) for page in pages]
    recorder = Recorder(transactions, Refusing(finished[1].attempt.id, times))
    for done in finished:
        recorder.add(done)
    await recorder.close()
    found = await transactions.run(lambda work: work.notifications.get_many(p.id for p in pages))
    return [found[page.id].status for page in pages]


async def test_a_fault_that_passes_loses_no_outcome() -> None:
    """Outcomes are written again after a work failed, though nobody knows why it did."""
    assert await statuses_after(4) == [NotificationStatus.SENT] * 3


async def test_an_outcome_that_is_refused_holds_no_other_up() -> None:
    """One that cannot be written is left to its lease; those beside it are written."""
    assert await statuses_after(1000) == [
        NotificationStatus.SENT,
        NotificationStatus.SENDING,
        NotificationStatus.SENT,
    ]


async def test_as_many_as_may_go_together_wait_for_no_others() -> None:
    """However long the last ones took, a message about thousands is written before its lease is
    over: only fewer than may go together are waited for others with."""
    transactions = InMemoryTransactions(Store(), FixedClock(START), CountingIds())
    recorder = Recorder(transactions, RecordDeliveries())
    recorder.add(sent(a_notification()))
    assert recorder._pause(60) == 120
    for _ in range(MOST_TOGETHER):
        recorder.add(sent(a_notification()))

    assert recorder._pause(60) == GATHER_SECONDS
    await recorder.close()
