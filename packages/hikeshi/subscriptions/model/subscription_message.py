"""One fact on its way to one subscription."""

from datetime import datetime, timedelta
from enum import StrEnum

from attrs import evolve, frozen

from hikeshi.kernel.ids import SubscriptionId, SubscriptionMessageId

#: Time before each repetition; the last one again and again until it is given up.
PAUSES = (
    timedelta(seconds=5),
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=5),
    timedelta(minutes=10),
    timedelta(minutes=15),
)
#: A message that did not arrive for so long is given up; it can be sent again by hand.
GIVE_UP_AFTER = timedelta(hours=24)
#: A subscription nothing has reached for so long is told no more.
DISABLE_AFTER = timedelta(hours=24)


class MessageStatus(StrEnum):
    """Where a message stands."""

    PENDING = "pending"
    SENDING = "sending"
    DELIVERED = "delivered"
    FAILED = "failed"


@frozen(kw_only=True)
class PostReport:
    """What came of one attempt.

    Args:
        arrived: The receiver answered 2xx.
        gone: The receiver says that it is gone for good (410).
        reason: One sentence for people.
        retry_after: How long the receiver asks to wait.
    """

    arrived: bool
    gone: bool = False
    reason: str = ""
    retry_after: timedelta | None = None


@frozen(kw_only=True)
class SubscriptionMessage:
    """One fact on its way to one subscription.

    Args:
        id: The same for every repetition (`webhook-id`): receivers know duplicates by it.
        position: Place of the fact in the journal.
        body: What is posted, the same each time.
        attempts: How many attempts began.
        tried_since: When the first attempt of this series was due.
        lease_until: While sending, when the attempt counts as lost (the worker died).
    """

    id: SubscriptionMessageId
    subscription_id: SubscriptionId
    position: int
    type: str
    body: str
    created_at: datetime
    tried_since: datetime
    due_at: datetime
    status: MessageStatus = MessageStatus.PENDING
    attempts: int = 0
    lease_until: datetime | None = None
    finished_at: datetime | None = None
    reason: str = ""

    @property
    def is_over(self) -> bool:
        """Say whether it is tried no more."""
        return self.status in {MessageStatus.DELIVERED, MessageStatus.FAILED}

    def claimable(self, now: datetime) -> bool:
        """Say whether an attempt may begin: it is due, or the last one was lost."""
        if self.status is MessageStatus.SENDING:
            return self.lease_until is not None and self.lease_until <= now
        return self.status is MessageStatus.PENDING and self.due_at <= now

    def claimed(self, now: datetime, lease_for: timedelta) -> "SubscriptionMessage":
        """Begin an attempt; it counts as lost once the lease has run out."""
        return evolve(
            self,
            status=MessageStatus.SENDING,
            attempts=self.attempts + 1,
            lease_until=now + lease_for,
        )

    def reported(self, report: PostReport, now: datetime) -> "SubscriptionMessage":
        """Take in what came of an attempt: arrived, given up, or again later."""
        if self.is_over:
            return self
        if report.arrived:
            return self._ended(MessageStatus.DELIVERED, report.reason, now)
        due_at = now + self._wait(report)
        if report.gone or due_at >= self.tried_since + GIVE_UP_AFTER:
            return self._ended(MessageStatus.FAILED, report.reason, now)
        return evolve(
            self,
            status=MessageStatus.PENDING,
            due_at=due_at,
            lease_until=None,
            reason=report.reason,
        )

    def replayed(self, now: datetime) -> "SubscriptionMessage":
        """Begin anew, with the same identity and body."""
        return evolve(
            self,
            status=MessageStatus.PENDING,
            tried_since=now,
            due_at=now,
            attempts=0,
            lease_until=None,
            finished_at=None,
            reason="",
        )

    def _ended(self, status: MessageStatus, reason: str, now: datetime) -> "SubscriptionMessage":
        return evolve(self, status=status, lease_until=None, finished_at=now, reason=reason)

    def _wait(self, report: PostReport) -> timedelta:
        """Return how long to wait: the receiver's wish, at least the next pause with jitter."""
        pause = PAUSES[min(max(self.attempts, 1), len(PAUSES)) - 1]
        # Jitter of up to a quarter from the identity: the same decision everywhere.
        jitter = pause * ((self.id.int >> 8 ^ self.attempts * 0x9E37) % 1024) / 4096
        return max(pause + jitter, report.retry_after or timedelta(0))
