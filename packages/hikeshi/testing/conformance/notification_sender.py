"""What every channel promises, whatever is behind it."""
# ruff: noqa: S101 - a suite asserts

from hikeshi.notifications.model.envelope import Envelope
from hikeshi.notifications.model.outcome import DeliveryReport, Outcome
from hikeshi.notifications.ports import NotificationSender


async def exercise_notification_sender(
    sender: NotificationSender, envelope: Envelope, *, arrives: bool
) -> DeliveryReport:
    """Check what a sender says about one envelope, twice.

    Args:
        sender: The channel.
        envelope: For a recipient the test's peer knows, or one nobody can reach.
        arrives: Whether the peer takes it.
    """
    first = await sender.send(envelope)
    again = await sender.send(envelope)
    for report in (first, again):
        assert isinstance(report, DeliveryReport)
        assert report.outcome is not Outcome.EXPIRED, "only the core decides that it is too late"
        assert report.outcome.arrived is arrives
        assert report.reason, "people read why"
        assert all(isinstance(v, str) for pair in report.evidence.items() for v in pair)
    return first
