"""No more messages through a provider than it takes, whichever process sends them."""

from datetime import timedelta

from attrs import frozen

from hikeshi.access.model.rate_limit import RateLimit
from hikeshi.access.ports import RateLimits
from hikeshi.notifications.model.envelope import Envelope, Recipient
from hikeshi.notifications.model.notice import Notice
from hikeshi.notifications.model.outcome import DeliveryReport, Outcome
from hikeshi.notifications.ports import NoticeSender, NotificationSender


@frozen
class Pace:
    """How much goes through one provider.

    Args:
        limit: What all messages of its kind share.
    """

    limits: RateLimits
    limit: RateLimit

    async def hold_back(self) -> DeliveryReport | None:
        """Count one more message; return why it has to wait, or nothing where it may go."""
        found = await self.limits.take(self.limit, "everybody")
        return None if found.granted else _too_many(self.limit, found.wait)


@frozen
class PacedNotificationSender:
    """Sends pages at a pace; what is too much comes again when there is room."""

    sender: NotificationSender
    pace: Pace

    async def send(self, envelope: Envelope) -> DeliveryReport:
        """Send it, or say when it may be sent."""
        return await self.pace.hold_back() or await self.sender.send(envelope)


@frozen
class PacedNoticeSender:
    """Sends notices at the same pace."""

    sender: NoticeSender
    pace: Pace

    async def send(self, notice: Notice, recipient: Recipient) -> DeliveryReport:
        """Send it, or say when it may be sent."""
        return await self.pace.hold_back() or await self.sender.send(notice, recipient)


def _too_many(limit: RateLimit, wait: timedelta) -> DeliveryReport:
    return DeliveryReport(
        outcome=Outcome.RETRYABLE,
        reason=f"held back: {limit.amount} messages a minute by {limit.name} are set as the most",
        retry_after=wait,
    )
