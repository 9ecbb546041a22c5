"""Take in what came of attempts at messages."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from attrs import evolve, frozen

from hikeshi.kernel.actor import SYSTEM
from hikeshi.kernel.ids import SubscriptionId, SubscriptionMessageId
from hikeshi.subscriptions.events import SubscriptionDisabled
from hikeshi.subscriptions.model.subscription import Progress
from hikeshi.subscriptions.model.subscription_message import DISABLE_AFTER, PostReport
from hikeshi.subscriptions.ports import SubscriptionWork


@frozen(kw_only=True)
class FinishedPost:
    """An attempt that ended."""

    message_id: SubscriptionMessageId
    subscription_id: SubscriptionId
    report: PostReport
    at: datetime


@frozen
class RecordPosts:
    """Take in what came of attempts; whom nothing reaches for too long is told no more."""

    async def __call__(self, work: SubscriptionWork, posts: Sequence[FinishedPost]) -> None:
        """Write what became of the messages, and of their subscriptions."""
        found = await work.subscription_messages.lock_many([post.message_id for post in posts])
        await work.subscription_messages.save_many(
            [
                found[post.message_id].reported(post.report, post.at)
                for post in posts
                if post.message_id in found
            ]
        )
        await self._follow(work, posts)

    async def _follow(self, work: SubscriptionWork, posts: Sequence[FinishedPost]) -> None:
        ids = {post.subscription_id for post in posts}
        before = await work.subscription_progress.lock_many(ids)
        after = dict(before)
        reasons: dict[SubscriptionId, str] = {}
        for post in posts:
            if post.subscription_id not in after:
                continue
            progress = _after(after[post.subscription_id], post)
            after[post.subscription_id] = progress
            if post.report.gone or _failed_too_long(progress, post.at):
                reasons[post.subscription_id] = post.report.reason
        changed = [now for found, now in after.items() if now != before[found]]
        await work.subscription_progress.save_many(changed)
        await self._disable(work, reasons)

    async def _disable(self, work: SubscriptionWork, reasons: Mapping[SubscriptionId, str]) -> None:
        locked = await work.subscriptions.lock_many(reasons) if reasons else {}
        for subscription in locked.values():
            if not subscription.active:
                continue
            reason = reasons[subscription.id]
            await work.subscriptions.save_many((subscription.disabled(reason),))
            work.record(
                SubscriptionDisabled(
                    id=work.ids(),
                    at=work.now,
                    by=SYSTEM,
                    object_id=subscription.id,
                    name=subscription.name,
                    reason=reason,
                )
            )


def _after(progress: Progress, post: FinishedPost) -> Progress:
    if post.report.arrived:
        return evolve(progress, failing_since=None)
    return evolve(progress, failing_since=progress.failing_since or post.at)


def _failed_too_long(progress: Progress, at: datetime) -> bool:
    return progress.failing_since is not None and at - progress.failing_since >= DISABLE_AFTER
