"""Let a program elsewhere be told what happens."""

from collections.abc import Callable

from attrs import frozen

from hikeshi.kernel.actor import Actor
from hikeshi.kernel.authorization import Permission, require
from hikeshi.kernel.ids import SubscriptionId
from hikeshi.subscriptions.events import SubscriptionCreated
from hikeshi.subscriptions.model.subscription import Progress, Subscription, SubscriptionDraft
from hikeshi.subscriptions.ports import SubscriptionWork


@frozen
class CreateSubscription:
    """Let a program elsewhere be told what happens.

    Args:
        new_secret: Makes a signing secret, never the same twice.
    """

    new_secret: Callable[[], str]

    async def __call__(
        self, work: SubscriptionWork, draft: SubscriptionDraft, *, position: int, by: Actor
    ) -> Subscription:
        """Create the subscription of a draft.

        Args:
            position: It is told what comes after this place in the journal.

        Raises:
            ForbiddenError: The actor may not administer.
        """
        require(by, Permission.ADMINISTER)
        made = Subscription(
            id=SubscriptionId(work.ids()),
            name=draft.name,
            url=draft.url,
            types=draft.types,
            secrets=(self.new_secret(),),
            active=draft.active,
        )
        await work.subscriptions.save_many((made,))
        await work.subscription_progress.save_many(
            (Progress(subscription_id=made.id, position=position),)
        )
        work.record(
            SubscriptionCreated(
                id=work.ids(), at=work.now, by=by, object_id=made.id, name=made.name
            )
        )
        return made
