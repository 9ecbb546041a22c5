"""Remove messages to subscribers that ended long ago."""

from datetime import datetime

from attrs import frozen

from hikeshi.subscriptions.ports import SubscriptionWork


@frozen
class ForgetMessages:
    """Remove messages that ended long ago; until then they are listed, and sent again if asked."""

    async def __call__(self, work: SubscriptionWork, *, before: datetime, limit: int) -> int:
        """Remove at most so many that ended before; return how many it were."""
        return await work.subscription_messages.forget_before(before, limit)
