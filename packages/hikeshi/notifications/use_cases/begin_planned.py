"""Begin attempts in the very work that plans them."""

from collections.abc import Sequence
from datetime import timedelta

from attrs import field, frozen

from hikeshi.notifications.model.claim import Claim, Claimant
from hikeshi.notifications.ports import NotificationWork
from hikeshi.notifications.use_cases._gathering import gathered


@frozen
class BeginPlanned:
    """Begin attempts in the very work that plans them: a fresh page waits for no claim.

    The last thing before the work commits. Until then nobody else sees what it plans, and it
    holds the incidents it decided on; so no attempt begins after an acknowledgement has committed.

    Args:
        worker: Name of the worker process.
        lease_for: How long an attempt may run before it counts as lost.
    """

    worker: str
    lease_for: timedelta = field(default=timedelta(seconds=60))

    async def __call__(self, work: NotificationWork, *, limit: int) -> Sequence[Claim]:
        """Claim at most `limit` notifications; send them once the work has committed."""
        claimant = Claimant(self.worker, self.lease_for)
        claims: list[Claim] = []
        while (free := limit - len(claims)) > 0:
            planned = await work.notification_queue.planned_now(work.now, free)
            if not planned:
                break
            found = await gathered(work, planned)
            begun = [claimant.claim(fresh, work.now, work.ids) for fresh in found.leaving]
            await work.notifications.save_many(
                [*(claim.notification for claim in begun), *found.waiting]
            )
            claims += begun
        await work.delivery_attempts.add_many([claim.attempt for claim in claims])
        return claims
