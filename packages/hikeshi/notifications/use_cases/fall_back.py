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
        siblings = list(await work.notifications.of_incidents({page.incident_id for page in pages}))
        planned: list[Notification] = []
        for page in pages:
            used = frozenset(n.contact_method_id for n in siblings if _tried_for(page, n))
            following = fall_back(page, book.contact(page.user_id), used, work.now, work.ids)
            if following is not None:
                planned.append(following)
                siblings.append(following)
                work.record(_fact(work, following, page))
        if planned:
            await work.notifications.add_many(planned)


def _tried_for(page: Notification, other: Notification) -> bool:
    """Say whether the other one belongs to the same page and was begun: what waits for its rule's
    delay does not help now.
    """
    same_page = (other.user_id, other.step, other.round, other.created_at) == (
        page.user_id,
        page.step,
        page.round,
        page.created_at,
    )
    return same_page and (other.attempts > 0 or other.is_fallback)


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
