"""Send a page again that could not be delivered."""

from attrs import frozen

from hikeshi.kernel.actor import Actor
from hikeshi.kernel.authorization import Permission, require
from hikeshi.kernel.errors import HikeshiError
from hikeshi.kernel.ids import NotificationId
from hikeshi.notifications.errors import (
    IncidentBusyError,
    NobodyPagedAnyMoreError,
    NotADeadLetterError,
    NotificationNotFoundError,
)
from hikeshi.notifications.events import NotificationReplayed
from hikeshi.notifications.model.notification import Notification
from hikeshi.notifications.model.replaying import Obstacle, obstacle, replayed
from hikeshi.notifications.ports import NotificationWork

_REFUSALS: dict[Obstacle, type[HikeshiError]] = {
    Obstacle.NO_DEAD_LETTER: NotADeadLetterError,
    Obstacle.NO_CONTACT_METHOD: NotADeadLetterError,
    Obstacle.ANSWERED: NobodyPagedAnyMoreError,
    Obstacle.BUSY: IncidentBusyError,
}


@frozen
class ReplayDeadLetter:
    """Send a page again that could not be delivered."""

    async def __call__(
        self, work: NotificationWork, notification_id: NotificationId, *, by: Actor
    ) -> Notification:
        """Make the notification due now, with its old idempotency key.

        Raises:
            NotificationNotFoundError: There is none.
            NotADeadLetterError: It did not fail, or has no contact method to go to.
            NobodyPagedAnyMoreError: Somebody has the incident, or it is over.
            IncidentBusyError: Somebody changes the incident at this moment.
        """
        require(by, Permission.OPERATE)
        known = await work.notifications.get_many([notification_id])
        statuses = await work.hold_incidents({n.incident_id for n in known.values()})
        dead = (await work.notifications.lock_many([notification_id])).get(notification_id)
        if dead is None:
            raise NotificationNotFoundError
        against = obstacle(dead, statuses.get(dead.incident_id))
        if against is not None:
            raise _REFUSALS[against]
        again = replayed(dead, work.now)
        await work.notifications.save_many([again])
        work.record(replay_event(work, again, by))
        return again


def replay_event(work: NotificationWork, again: Notification, by: Actor) -> NotificationReplayed:
    """Return the fact that somebody sent a dead letter again."""
    return NotificationReplayed(
        id=work.ids(),
        at=work.now,
        by=by,
        notification_id=again.id,
        incident_id=again.incident_id,
        user_id=again.user_id,
        kind=again.kind,
    )
