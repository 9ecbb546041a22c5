"""Give up everything that waits to be sent, after somebody has seen what it is."""

from attrs import frozen

from hikeshi.kernel.actor import Actor
from hikeshi.kernel.authorization import Permission, require
from hikeshi.notifications.ports import NotificationWork

#: At most so many in one work; the caller asks again until none is left.
MOST = 1_000


@frozen
class DropWaiting:
    """Give up what waits to be sent: after a restore it speaks of the past."""

    async def __call__(self, work: NotificationWork, *, by: Actor) -> int:
        """Expire what is due now; return how many messages that were.

        Raises:
            ForbiddenError: The actor may not operate the installation.
        """
        require(by, Permission.OPERATE)
        due = await work.notification_queue.lock_due(work.now, MOST)
        await work.notifications.save_many([waiting.expired("dropped") for waiting, _ in due])
        notices = await work.notices.lock_due(work.now, MOST)
        await work.notices.save_many([waiting.expired("dropped") for waiting in notices])
        return len(due) + len(notices)
