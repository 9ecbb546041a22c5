"""A receiver of subscription messages in memory."""

from attrs import define, field

from hikeshi.subscriptions.model.subscription import Subscription
from hikeshi.subscriptions.model.subscription_message import PostReport, SubscriptionMessage


@define
class InMemorySubscriptionSender:
    """Keeps what was sent, and answers as it was told to.

    Args:
        answer: What every attempt comes to until it is changed.
        sent: Every attempt, in order.
    """

    answer: PostReport = PostReport(arrived=True, reason="It answered 204.")
    sent: list[SubscriptionMessage] = field(factory=list)

    async def send(self, message: SubscriptionMessage, subscription: Subscription) -> PostReport:
        """Keep the message."""
        del subscription
        self.sent.append(message)
        return self.answer
