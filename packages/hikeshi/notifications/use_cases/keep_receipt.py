"""Keep what a provider said until whoever is changing the incident is done."""

from attrs import frozen

from hikeshi.kernel.actor import SYSTEM
from hikeshi.notifications.events import ReceiptKept
from hikeshi.notifications.model.receipt import Receipt
from hikeshi.notifications.ports import NotificationWork


@frozen
class KeepReceipt:
    """Keep what a provider said: it may say it once only, and is not made to wait."""

    async def __call__(self, work: NotificationWork, receipt: Receipt) -> None:
        """Note it; it is taken in once this work has committed."""
        work.record(
            ReceiptKept(
                id=work.ids(),
                at=work.now,
                by=SYSTEM,
                notification_id=receipt.notification_id,
                number=receipt.number,
                outcome=receipt.report.outcome.value,
                reason=receipt.report.reason,
                evidence=receipt.report.evidence,
                unsubscribed=receipt.report.unsubscribed,
            )
        )
