"""Sign what a subscription gets with its newest secret only."""

from attrs import frozen

from hikeshi.kernel.actor import Actor
from hikeshi.kernel.ids import SubscriptionId
from hikeshi.subscriptions.model.subscription import Subscription
from hikeshi.subscriptions.ports import SubscriptionWork
from hikeshi.subscriptions.use_cases._owning import lock_own, save_edited


@frozen
class RemoveOlderSecrets:
    """Sign what a subscription gets with its newest secret only."""

    async def __call__(
        self,
        work: SubscriptionWork,
        subscription_id: SubscriptionId,
        *,
        by: Actor,
        expected_version: int | None = None,
    ) -> Subscription:
        """Keep the newest secret only.

        Raises:
            SubscriptionNotFoundError: There is none.
            NoOlderSecretError: There is no other.
            ForbiddenError: The actor may not administer.
        """
        before = await lock_own(work, subscription_id, expected_version, by)
        return await save_edited(work, before.without_older_secrets(), ["secrets"], by)
