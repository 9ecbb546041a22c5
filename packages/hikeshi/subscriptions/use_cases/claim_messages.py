"""Begin attempts at messages whose time has come."""

from collections.abc import Sequence
from datetime import timedelta

from attrs import frozen

from hikeshi.subscriptions.model.subscription import Subscription
from hikeshi.subscriptions.model.subscription_message import SubscriptionMessage
from hikeshi.subscriptions.ports import SubscriptionWork

#: An attempt counts as lost after this; longer than any attempt lasts.
LEASE = timedelta(seconds=60)
#: Attempts under way at once to one subscription: a slow receiver keeps nobody else out.
MOST_EACH = 5


@frozen(kw_only=True)
class ClaimedMessage:
    """A message whose attempt began, and whom it goes to."""

    message: SubscriptionMessage
    subscription: Subscription


@frozen
class ClaimMessages:
    """Begin attempts at messages whose time has come; another worker sees them as taken."""

    async def __call__(self, work: SubscriptionWork, limit: int) -> Sequence[ClaimedMessage]:
        """Return at most so many messages, each leased to the caller."""
        due = await work.subscription_messages.due(work.now, limit, MOST_EACH)
        if not due:
            return ()
        locked = await work.subscription_messages.lock_many(due, skip_locked=True)
        claimed = [
            message.claimed(work.now, LEASE)
            for message in locked.values()
            if message.claimable(work.now)
        ]
        await work.subscription_messages.save_many(claimed)
        wanted = {message.subscription_id for message in claimed}
        subscriptions = await work.subscriptions.get_many(wanted)
        return [
            ClaimedMessage(message=message, subscription=subscriptions[message.subscription_id])
            for message in claimed
            if message.subscription_id in subscriptions
        ]
