"""Whether a page that could not be delivered may be sent again, and what it is then."""

from datetime import datetime
from enum import StrEnum

from attrs import evolve, frozen

from hikeshi.kernel.ids import IncidentId, NotificationId, UserId
from hikeshi.notifications.model.notification import DEADLINE, Notification, NotificationStatus

#: The status of an incident that nobody has.
UNANSWERED = "triggered"


class Obstacle(StrEnum):
    """Why a notification is not sent again."""

    NO_DEAD_LETTER = "no_dead_letter"  # it was sent again or discarded, or never failed
    NO_CONTACT_METHOD = "no_contact_method"  # it has no place to go to
    ANSWERED = "answered"  # somebody has its incident, or that is over
    BUSY = "busy"  # its incident is being changed at this moment


@frozen(kw_only=True)
class Replay:
    """What became of one dead letter that was to be sent again.

    Args:
        skipped: Why it is not sent; nothing = it is due now.
    """

    notification_id: NotificationId
    incident_id: IncidentId
    user_id: UserId
    kind: str
    skipped: Obstacle | None = None


def obstacle(notification: Notification, incident_status: str | None) -> Obstacle | None:
    """Return what speaks against sending it again; nothing where nothing does.

    Args:
        notification: As it is now.
        incident_status: Of its incident; nothing while somebody is changing that.
    """
    if not notification.is_dead_letter:
        return Obstacle.NO_DEAD_LETTER
    if notification.contact_method_id is None:
        return Obstacle.NO_CONTACT_METHOD
    if incident_status is None:
        return Obstacle.BUSY
    return None if incident_status == UNANSWERED else Obstacle.ANSWERED


def replayed(dead: Notification, now: datetime) -> Notification:
    """Return the dead letter as a page that is due now, with its old idempotency key."""
    return evolve(
        dead,
        status=NotificationStatus.PENDING,
        outcome=None,
        reason="",
        due_at=now,
        expires_at=now + DEADLINE,
    )
