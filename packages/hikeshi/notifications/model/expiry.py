"""Which notifications are no longer wanted."""

from attrs import frozen

from hikeshi.kernel.ids import IncidentId, UserId
from hikeshi.notifications.model.notification import Notification, Purpose


@frozen(kw_only=True)
class Expiry:
    """Open page notifications of an incident to be given up.

    Args:
        reason: Why: `acknowledged`, `escalated`, `resolved`, `reassigned`.
        user_id: Only those of this person; nothing = everybody's.
        replaced: People who are paged anew. Given, what waits for the end of others' quiet hours
            stays; they would never hear of it otherwise.
    """

    incident_id: IncidentId
    reason: str
    user_id: UserId | None = None
    replaced: frozenset[UserId] | None = None

    def covers(self, notification: Notification) -> bool:
        """Say whether the notification is to be given up."""
        return (
            notification.incident_id == self.incident_id
            and notification.purpose is Purpose.PAGE
            and self.user_id in {None, notification.user_id}
            and not self._leaves(notification)
        )

    def _leaves(self, notification: Notification) -> bool:
        anew = self.replaced is None or notification.user_id in self.replaced
        return notification.waits and not anew
