"""A channel for notices in memory: keeps what it was given, and answers what it is told to."""

from attrs import define, field

from hikeshi.notifications.model.envelope import Recipient
from hikeshi.notifications.model.notice import Notice
from hikeshi.notifications.model.outcome import DeliveryReport, Outcome


@define
class InMemoryNoticeSender:
    """Keeps every notice.

    Args:
        answer: What it reports for each of them.
        sent: The notices and whom they went to, in the order they came.
    """

    answer: DeliveryReport = DeliveryReport(outcome=Outcome.DELIVERED, reason="Kept in memory.")
    sent: list[tuple[Notice, Recipient]] = field(factory=list)

    async def send(self, notice: Notice, recipient: Recipient) -> DeliveryReport:
        """Keep the notice and report."""
        self.sent.append((notice, recipient))
        return self.answer
