"""Which notification comes due next, without looking at all of them."""

from collections.abc import Mapping
from datetime import datetime
from heapq import heapify, heappop, heappush

from attrs import define, field

from hikeshi.kernel.ids import NotificationId
from hikeshi.notifications.model.notification import Notification, NotificationStatus

Entry = tuple[datetime, NotificationId]


@define
class DueNotifications:
    """Open notifications by (due, id); what has changed meanwhile is passed when met.

    Args:
        notifications: All that are open, as they are now.
        stale: The entries say nothing any more and are made anew at the next look.
    """

    notifications: Mapping[NotificationId, Notification]
    stale: bool = True
    _heap: list[Entry] = field(factory=list)

    def plan(self, notification: Notification) -> None:
        """Take in an open notification as it is now."""
        if not self.stale:
            heappush(self._heap, _entry(notification))

    def first(self) -> datetime | None:
        """Return when the next is due or the next lease runs out."""
        self._drop_changed()
        return self._heap[0][0] if self._heap else None

    def due(self, now: datetime) -> list[Notification]:
        """Return those that may begin at `now`, the longest due first."""
        met: list[Entry] = []
        self._drop_changed()
        while self._heap and self._heap[0][0] <= now:
            entry = heappop(self._heap)
            met.append(entry)
            while self._heap and self._heap[0] == entry:
                heappop(self._heap)
            self._drop_changed()
        for entry in met:
            heappush(self._heap, entry)
        found = (self.notifications[entry[1]] for entry in met)
        return sorted((n for n in found if n.claimable(now)), key=lambda n: (n.due_at, n.id))

    def _drop_changed(self) -> None:
        if self.stale:
            self._heap = [_entry(each) for each in self.notifications.values()]
            heapify(self._heap)
            self.stale = False
        while self._heap:
            known = self.notifications.get(self._heap[0][1])
            if known is not None and _entry(known) == self._heap[0]:
                return
            heappop(self._heap)


def _entry(notification: Notification) -> Entry:
    if notification.status is NotificationStatus.SENDING and notification.lease_until is not None:
        return (notification.lease_until, notification.id)
    return (notification.due_at, notification.id)
