"""A page could not be delivered one way: try the person's next verified method."""

from collections.abc import Sequence

from attrs import frozen

from hikeshi.kernel.actor import SYSTEM
from hikeshi.kernel.ids import NotificationId
from hikeshi.notifications.events import FallbackUsed
from hikeshi.notifications.model.notification import Notification, Purpose
from hikeshi.notifications.model.planning import fall_back
from hikeshi.notifications.ports import NotificationWork


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
        siblings = await work.notifications.of_incidents({page.incident_id for page in pages})
        for page in pages:
            used = frozenset(n.contact_method_id for n in siblings if _same_page(n, page))
            following = fall_back(page, book.contact(page.user_id), used, work.now, work.ids)
            if following is not None:
                await work.notifications.add_many([following])
                work.record(_fact(work, following, page))


def _same_page(other: Notification, page: Notification) -> bool:
    return (other.user_id, other.step, other.round) == (page.user_id, page.step, page.round)


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
