"""Begin the attempts that are due, after a look at the incident in the same moment."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from attrs import field, frozen

from hikeshi.kernel.actor import SYSTEM
from hikeshi.kernel.ids import NotificationId
from hikeshi.notifications.events import NotificationFailed, NotificationSuperseded
from hikeshi.notifications.model.choosing import choose
from hikeshi.notifications.model.claim import Claim, Claimant
from hikeshi.notifications.model.notification import Notification
from hikeshi.notifications.ports import NotificationWork
from hikeshi.notifications.use_cases._gathering import gathered


@frozen
class ClaimNotifications:
    """Begin the attempts that are due.

    The incident is held while its notifications are looked at again, so no attempt begins
    after an acknowledgement has committed.

    Args:
        worker: Name of the worker process.
        lease_for: How long an attempt may run before it counts as lost.
    """

    worker: str
    lease_for: timedelta = field(default=timedelta(seconds=60))

    async def __call__(
        self, work: NotificationWork, *, limit: int, left_alone: timedelta = timedelta(0)
    ) -> Sequence[Claim]:
        """Claim about `limit` notifications; send them once the work has committed.

        Those with the same `bundle_id` are one message.

        Args:
            left_alone: What has been due for no longer than this is left to a queue.
        """
        due = await work.notification_queue.lock_due(work.now - left_alone, limit)
        return await self._claim(work, due)

    async def these(self, work: NotificationWork, ids: Sequence[NotificationId]) -> Sequence[Claim]:
        """Claim those of these notifications that are due, and what belongs to them."""
        return await self._claim(work, await work.notification_queue.lock_these(ids, work.now))

    async def _claim(
        self, work: NotificationWork, due: Sequence[tuple[Notification, str]]
    ) -> Sequence[Claim]:
        if not due:
            return ()
        statuses = {notification.incident_id: status for notification, status in due}
        choice = choose((notification for notification, _ in due), statuses, work.now)
        claimant = Claimant(self.worker, self.lease_for)
        found = await gathered(work, choice.chosen)
        claims = [claimant.claim(leaving, work.now, work.ids) for leaving in found.leaving]
        await work.notifications.save_many(
            [*(claim.notification for claim in claims), *found.waiting, *choice.expired]
        )
        await work.delivery_attempts.add_many([claim.attempt for claim in claims])
        for notification in choice.expired:
            _note(work, notification)
        return claims


def _note(work: NotificationWork, notification: Notification) -> None:
    facts: dict[str, Any] = {
        "id": work.ids(),
        "at": work.now,
        "by": SYSTEM,
        "notification_id": notification.id,
        "incident_id": notification.incident_id,
        "user_id": notification.user_id,
        "kind": notification.kind,
    }
    if notification.reason == "superseded":
        work.record(NotificationSuperseded(**facts))
    elif notification.is_dead_letter:
        work.record(NotificationFailed(**facts, outcome="expired", reason="deadline"))
