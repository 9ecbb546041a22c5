"""Change a subscription."""

from collections.abc import Callable

from attrs import evolve, frozen

from hikeshi.kernel.actor import Actor
from hikeshi.kernel.ids import SubscriptionId
from hikeshi.subscriptions.model.subscription import Subscription, SubscriptionDraft
from hikeshi.subscriptions.ports import SubscriptionWork
from hikeshi.subscriptions.use_cases._owning import lock_own, save_edited


@frozen
class EditSubscription:
    """Change a subscription; one that is made active again goes on where it was."""

    async def __call__(
        self,
        work: SubscriptionWork,
        subscription_id: SubscriptionId,
        change: Callable[[SubscriptionDraft], SubscriptionDraft],
        *,
        by: Actor,
        expected_version: int | None = None,
    ) -> Subscription:
        """Turn the subscription as it is into the subscription as wanted.

        Raises:
            SubscriptionNotFoundError: There is none.
            StaleError: It has another version than the one expected.
            ForbiddenError: The actor may not administer.
        """
        before = await lock_own(work, subscription_id, expected_version, by)
        wanted = change(SubscriptionDraft.of(before))
        fields = [
            name
            for name in ("name", "url", "types", "active")
            if getattr(before, name) != getattr(wanted, name)
        ]
        if not fields:
            return before
        after = evolve(
            before,
            name=wanted.name,
            url=wanted.url,
            types=wanted.types,
            active=wanted.active,
            disabled_reason="" if wanted.active else before.disabled_reason,
            version=before.version + 1,
        )
        if "active" in fields and wanted.active:
            await self._begin_anew(work, subscription_id)
        return await save_edited(work, after, fields, by)

    async def _begin_anew(self, work: SubscriptionWork, subscription_id: SubscriptionId) -> None:
        """Forget how long it has failed: otherwise the next failure would disable it at once."""
        found = await work.subscription_progress.lock_many((subscription_id,))
        await work.subscription_progress.save_many(
            [evolve(progress, failing_since=None) for progress in found.values()]
        )
