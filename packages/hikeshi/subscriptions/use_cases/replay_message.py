"""Send a message to a subscription again."""

from attrs import frozen

from hikeshi.kernel.actor import Actor
from hikeshi.kernel.authorization import Permission, require
from hikeshi.kernel.ids import SubscriptionId, SubscriptionMessageId
from hikeshi.subscriptions.errors import (
    StillUnderWayError,
    SubscriptionMessageNotFoundError,
    SubscriptionNotFoundError,
)
from hikeshi.subscriptions.events import MessageReplayed
from hikeshi.subscriptions.model.subscription_message import SubscriptionMessage
from hikeshi.subscriptions.ports import SubscriptionWork


@frozen
class ReplayMessage:
    """Send a message to a subscription again, with its old identity and body."""

    async def __call__(
        self,
        work: SubscriptionWork,
        subscription_id: SubscriptionId,
        message_id: SubscriptionMessageId,
        *,
        by: Actor,
    ) -> SubscriptionMessage:
        """Make the message due now.

        Raises:
            ForbiddenError: The actor may not administer.
            SubscriptionNotFoundError: There is none.
            SubscriptionMessageNotFoundError: It was sent no such message.
            StillUnderWayError: It is being tried anyway.
        """
        require(by, Permission.ADMINISTER)
        subscription = (await work.subscriptions.get_many((subscription_id,))).get(subscription_id)
        if subscription is None:
            raise SubscriptionNotFoundError
        found = (await work.subscription_messages.lock_many((message_id,))).get(message_id)
        if found is None or found.subscription_id != subscription_id:
            raise SubscriptionMessageNotFoundError
        if not found.is_over:
            raise StillUnderWayError
        again = found.replayed(work.now)
        await work.subscription_messages.save_many((again,))
        work.record(
            MessageReplayed(
                id=work.ids(),
                at=work.now,
                by=by,
                object_id=subscription_id,
                name=subscription.name,
                message_id=str(message_id),
            )
        )
        return again
