"""What every channel promises, whatever is behind it."""
# ruff: noqa: S101 - a suite asserts

import asyncio
from collections.abc import Callable

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


async def exercise_cancelled_notification_sender(
    sender: NotificationSender, envelope: Envelope, *, stuck: Callable[[], bool]
) -> None:
    """Check that a send can be cancelled while its peer keeps silent.

    Args:
        stuck: Says whether the peer has been asked.
    """
    sending = asyncio.create_task(sender.send(envelope))
    while not stuck():  # noqa: ASYNC110 (the peer is another program)
        await asyncio.sleep(0)
    sending.cancel()
    ended = (await asyncio.gather(sending, return_exceptions=True))[0]
    assert isinstance(ended, asyncio.CancelledError)
