"""Send a page again that could not be delivered."""

from attrs import evolve, frozen

from hikeshi.kernel.actor import Actor
from hikeshi.kernel.authorization import Permission, require
from hikeshi.kernel.ids import NotificationId
from hikeshi.notifications.errors import (
    IncidentBusyError,
    NobodyPagedAnyMoreError,
    NotADeadLetterError,
    NotificationNotFoundError,
)
from hikeshi.notifications.model.notification import DEADLINE, Notification, NotificationStatus
from hikeshi.notifications.ports import NotificationWork

_UNANSWERED = "triggered"


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
        found = await work.notifications.lock_many([notification_id])
        if notification_id not in found:
            raise NotificationNotFoundError
        dead = found[notification_id]
        if not dead.is_dead_letter or dead.contact_method_id is None:
            raise NotADeadLetterError
        status = statuses.get(dead.incident_id)
        if status is None:
            raise IncidentBusyError
        if status != _UNANSWERED:
            raise NobodyPagedAnyMoreError
        again = evolve(
            dead,
            status=NotificationStatus.PENDING,
            outcome=None,
            reason="",
            due_at=work.now,
            expires_at=work.now + DEADLINE,
        )
        await work.notifications.save_many([again])
        return again
