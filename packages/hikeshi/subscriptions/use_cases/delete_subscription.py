"""Tell a program elsewhere no more."""

from attrs import frozen

from hikeshi.kernel.actor import Actor
from hikeshi.kernel.ids import SubscriptionId
from hikeshi.subscriptions.events import SubscriptionDeleted
from hikeshi.subscriptions.ports import SubscriptionWork
from hikeshi.subscriptions.use_cases._owning import lock_own


@frozen
class DeleteSubscription:
    """Tell a program elsewhere no more; its messages go with it."""

    async def __call__(
        self,
        work: SubscriptionWork,
        subscription_id: SubscriptionId,
        *,
        by: Actor,
        expected_version: int | None = None,
    ) -> None:
        """Delete the subscription.

        Raises:
            SubscriptionNotFoundError: There is none.
            StaleError: It has another version than the one expected.
            ForbiddenError: The actor may not administer.
        """
        gone = await lock_own(work, subscription_id, expected_version, by)
        await work.subscription_progress.delete_many((gone.id,))
        await work.subscriptions.delete_many((gone.id,))
        work.record(
            SubscriptionDeleted(
                id=work.ids(), at=work.now, by=by, object_id=gone.id, name=gone.name
            )
        )
