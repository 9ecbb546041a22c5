"""Word that a notification is due, carried by a queue: its identity, and nothing else."""

from datetime import datetime

from attrs import frozen

from hikeshi.kernel.ids import IncidentId, NotificationId, UserId


@frozen(kw_only=True)
class Announcement:
    """Word that an attempt at a notification is due.

    Whoever hears it looks the notification up: what is true stands in the database, and a word
    that is lost, late or said twice changes nothing.

    Args:
        incident_id: With the person, what has to stay in order where a queue keeps order.
        due_at: Since when it is due; what was heard and then waits for others is announced anew.
        attempts: How many attempts had begun; each further one is announced anew.
    """

    notification_id: NotificationId
    incident_id: IncidentId
    user_id: UserId
    due_at: datetime
    attempts: int = 0

    @property
    def key(self) -> str:
        """What tells this word from every other one; said again it is the same."""
        return f"{self.notification_id}.{self.attempts}.{self.due_at:%Y%m%dT%H%M%S.%f}"

    @property
    def group(self) -> str:
        """What stays in order: what one person is told about one incident."""
        return f"{self.incident_id}.{self.user_id}"


@frozen(kw_only=True)
class HeardAnnouncement:
    """An announcement as it came out of a queue, hidden from others for a while.

    Args:
        receipt: What the queue knows it by; whatever the queue makes of it.
        times: How often it has been handed out, this time included.
    """

    notification_id: NotificationId
    receipt: str
    times: int = 1


@frozen(kw_only=True)
class QueueDepth:
    """How much a queue holds; counts of a distributed queue are near the truth.

    Args:
        waiting: Nobody has heard these yet.
        hidden: Somebody works on these.
        dead: Handed out too often without an end, and put aside.
    """

    waiting: int
    hidden: int
    dead: int
