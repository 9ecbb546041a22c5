"""Give back attempts that were claimed but never began to send."""

from collections.abc import Sequence

from attrs import frozen

from hikeshi.notifications.model.notification import NotificationStatus
from hikeshi.notifications.model.outcome import DeliveryReport, Outcome
from hikeshi.notifications.ports import NotificationWork
from hikeshi.notifications.use_cases.claim_notifications import Claim


@frozen
class ReleaseClaims:
    """Give back attempts that never began to send, because the worker is stopping."""

    async def __call__(self, work: NotificationWork, claims: Sequence[Claim]) -> None:
        """Make the notifications due again at once."""
        numbers = {claim.notification.id: claim.attempt.number for claim in claims}
        locked = await work.notifications.lock_many(numbers)
        await work.notifications.save_many(
            [
                held.released()
                for held in locked.values()
                if held.status is NotificationStatus.SENDING and held.attempts == numbers[held.id]
            ]
        )
        given_back = DeliveryReport(outcome=Outcome.RETRYABLE, reason="given back before sending")
        await work.delivery_attempts.save_many(
            [claim.attempt.ended(given_back, work.now) for claim in claims]
        )
