"""What the verbs on subscriptions share."""

from collections.abc import Sequence

from hikeshi.kernel.actor import Actor
from hikeshi.kernel.authorization import Permission, require
from hikeshi.kernel.errors import StaleError
from hikeshi.kernel.ids import SubscriptionId
from hikeshi.subscriptions.errors import SubscriptionNotFoundError
from hikeshi.subscriptions.events import SubscriptionEdited
from hikeshi.subscriptions.model.subscription import Subscription
from hikeshi.subscriptions.ports import SubscriptionWork


async def lock_own(
    work: SubscriptionWork, subscription_id: SubscriptionId, expected_version: int | None, by: Actor
) -> Subscription:
    """Return the subscription, locked, if it is the actor's to change.

    Raises:
        ForbiddenError: The actor may not administer.
        SubscriptionNotFoundError: There is none.
        StaleError: It has another version than the one expected.
    """
    require(by, Permission.ADMINISTER)
    found = (await work.subscriptions.lock_many((subscription_id,))).get(subscription_id)
    if found is None:
        raise SubscriptionNotFoundError
    if expected_version is not None and expected_version != found.version:
        raise StaleError
    return found


async def save_edited(
    work: SubscriptionWork, after: Subscription, fields: Sequence[str], by: Actor
) -> Subscription:
    """Write a subscription that stands one version on and record which fields changed."""
    await work.subscriptions.save_many((after,))
    work.record(
        SubscriptionEdited(
            id=work.ids(),
            at=work.now,
            by=by,
            object_id=after.id,
            name=after.name,
            fields=tuple(fields),
        )
    )
    return after
