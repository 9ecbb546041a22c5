"""A page could not be delivered one way: try the person's next verified method."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from attrs import frozen

from hikeshi.kernel.actor import SYSTEM
from hikeshi.kernel.ids import ContactMethodId, IncidentId, NotificationId, UserId
from hikeshi.notifications.events import FallbackUsed
from hikeshi.notifications.model.notification import Notification, Purpose
from hikeshi.notifications.model.planning import fall_back
from hikeshi.notifications.ports import NotificationWork

_Page = tuple[IncidentId, UserId, int | None, int, datetime]


@frozen
class FallBack:
    """A page could not be delivered one way: try the person's next verified method."""

    async def __call__(self, work: NotificationWork, failed: Sequence[NotificationId]) -> None:
        """Plan a notification by another method for each of these, where there is one."""
        found = await work.notifications.get_many(failed)
        pages = [n for n in found.values() if n.purpose is Purpose.PAGE]
        if not pages:
            return
        book = await work.address_book()
        used = defaultdict[_Page, set[ContactMethodId | None]](set)
        for sibling in await work.notifications.of_incidents({p.incident_id for p in pages}):
            if sibling.attempts > 0 or sibling.is_fallback:
                # What waits for its rule's delay does not help now.
                used[_page(sibling)].add(sibling.contact_method_id)
        planned: list[Notification] = []
        for page in pages:
            tried = used[_page(page)]
            contact = book.contact(page.user_id)
            following = fall_back(page, contact, frozenset(tried), work.now, work.ids)
            if following is not None:
                planned.append(following)
                tried.add(following.contact_method_id)
                work.record(_fact(work, following, page))
        if planned:
            await work.notifications.add_many(planned)


def _page(notification: Notification) -> _Page:
    """Return what all notifications of one page share."""
    return (
        notification.incident_id,
        notification.user_id,
        notification.step,
        notification.round,
        notification.created_at,
    )


def _fact(work: NotificationWork, following: Notification, page: Notification) -> FallbackUsed:
    return FallbackUsed(
        id=work.ids(),
        at=work.now,
        by=SYSTEM,
        notification_id=following.id,
        incident_id=following.incident_id,
        user_id=following.user_id,
        kind=following.kind,
        reason=f"{page.kind} failed: {page.reason}",
    )
