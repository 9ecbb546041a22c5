"""Sign what a subscription gets with a new secret as well."""

from collections.abc import Callable

from attrs import frozen

from hikeshi.kernel.actor import Actor
from hikeshi.kernel.ids import SubscriptionId
from hikeshi.subscriptions.model.subscription import Subscription
from hikeshi.subscriptions.ports import SubscriptionWork
from hikeshi.subscriptions.use_cases._owning import lock_own, save_edited


@frozen
class RotateSigningSecret:
    """Sign what a subscription gets with a new secret as well; older ones live until removed.

    Args:
        new_secret: Makes a signing secret, never the same twice.
    """

    new_secret: Callable[[], str]

    async def __call__(
        self,
        work: SubscriptionWork,
        subscription_id: SubscriptionId,
        *,
        by: Actor,
        expected_version: int | None = None,
    ) -> Subscription:
        """Put a new secret in front.

        Raises:
            SubscriptionNotFoundError: There is none.
            ForbiddenError: The actor may not administer.
        """
        before = await lock_own(work, subscription_id, expected_version, by)
        return await save_edited(work, before.rotated(self.new_secret()), ["secrets"], by)
