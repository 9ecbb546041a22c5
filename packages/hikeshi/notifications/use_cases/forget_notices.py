"""Remove notices that expired long ago."""

from datetime import datetime

from attrs import frozen

from hikeshi.notifications.ports import NotificationWork


@frozen
class ForgetNotices:
    """Remove notices that expired long ago; until then, planning one again plans nothing."""

    async def __call__(self, work: NotificationWork, *, before: datetime, limit: int) -> int:
        """Remove at most so many that expired before; return how many it were."""
        return await work.notices.forget_before(before, limit)
