"""Send many pages again that could not be delivered."""

from collections.abc import Sequence

from attrs import frozen

from hikeshi.kernel.actor import Actor
from hikeshi.kernel.authorization import Permission, require
from hikeshi.kernel.ids import NotificationId
from hikeshi.notifications.model.notification import Notification
from hikeshi.notifications.model.replaying import Obstacle, Replay, obstacle, replayed
from hikeshi.notifications.ports import NotificationWork
from hikeshi.notifications.use_cases.replay_dead_letter import replay_event


@frozen
class ReplayDeadLetters:
    """Send those of many dead letters again whose incidents nobody has."""

    async def __call__(
        self, work: NotificationWork, notification_ids: Sequence[NotificationId], *, by: Actor
    ) -> Sequence[Replay]:
        """Make them due now; what cannot be sent again is passed over, with the reason.

        Said twice, it sends nothing twice: what is due already is no dead letter any more.

        Args:
            work: The unit of work.
            notification_ids: Which ones; what is unknown is left out of the answer.
            by: Who asks.

        Raises:
            ForbiddenError: The actor may not operate the installation.
        """
        require(by, Permission.OPERATE)
        known = await work.notifications.get_many(notification_ids)
        statuses = await work.hold_incidents({n.incident_id for n in known.values()})
        locked = await work.notifications.lock_many(known)
        found = [locked[each] for each in notification_ids if each in locked]
        judged = [(n, obstacle(n, statuses.get(n.incident_id))) for n in found]
        again = [replayed(dead, work.now) for dead, against in judged if against is None]
        if again:
            await work.notifications.save_many(again)
        for each in again:
            work.record(replay_event(work, each, by))
        return [_replay(notification, against) for notification, against in judged]


def _replay(notification: Notification, against: Obstacle | None) -> Replay:
    return Replay(
        notification_id=notification.id,
        incident_id=notification.incident_id,
        user_id=notification.user_id,
        kind=notification.kind,
        skipped=against,
    )
