"""What providers said while an incident was being changed, taken in afterwards."""

from collections.abc import Iterator, Sequence

from hikeshi.flow.work import Work
from hikeshi.notifications.events import ReceiptKept
from hikeshi.notifications.model.outcome import DeliveryReport, Outcome
from hikeshi.notifications.model.receipt import Receipt
from hikeshi.notifications.use_cases.record_receipts import RecordReceipts


async def take_in_receipts(work: Work, events: Sequence[ReceiptKept]) -> None:
    """Wait for whoever is changing the incidents, then write what the receipts prove."""
    known = await work.notifications.get_many({event.notification_id for event in events})
    await work.incidents.lock_many({found.incident_id for found in known.values()})
    for receipts in _one_each(events):
        await RecordReceipts()(work, receipts)


def _one_each(events: Sequence[ReceiptKept]) -> Iterator[Sequence[Receipt]]:
    """Yield the receipts in their order, at most one of a notification at a time."""
    waiting = list(events)
    while waiting:
        first = {event.notification_id: event for event in reversed(waiting)}
        yield [_receipt(event) for event in first.values()]
        taken = {event.id for event in first.values()}
        waiting = [event for event in waiting if event.id not in taken]


def _receipt(event: ReceiptKept) -> Receipt:
    report = DeliveryReport(
        outcome=Outcome(event.outcome),
        reason=event.reason,
        evidence=event.evidence,
        unsubscribed=event.unsubscribed,
    )
    return Receipt(notification_id=event.notification_id, number=event.number, report=report)
