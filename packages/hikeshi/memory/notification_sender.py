"""A channel in memory: keeps what it was given, and answers what it is told to."""

from attrs import define, field

from hikeshi.notifications.model.envelope import Envelope
from hikeshi.notifications.model.outcome import DeliveryReport, Outcome


@define
class InMemoryNotificationSender:
    """Keeps every envelope.

    Args:
        answer: What it reports for each of them.
        sent: The envelopes, in the order they came.
    """

    answer: DeliveryReport = DeliveryReport(outcome=Outcome.DELIVERED, reason="Kept in memory.")
    sent: list[Envelope] = field(factory=list)

    async def send(self, envelope: Envelope) -> DeliveryReport:
        """Keep the envelope and report."""
        self.sent.append(envelope)
        return self.answer
