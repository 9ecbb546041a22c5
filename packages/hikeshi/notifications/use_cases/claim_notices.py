"""Begin attempts at notices whose time has come."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from attrs import frozen

from hikeshi.notifications.model.notice import NO_METHOD, Notice
from hikeshi.notifications.ports import NotificationWork

#: An attempt counts as lost after this; longer than any attempt lasts.
LEASE = timedelta(seconds=60)
#: Says why a notice is no longer wanted; nothing while it is.
Void = Callable[[Notice], str | None]


@frozen
class ClaimNotices:
    """Begin attempts at notices whose time has come; another worker sees them as taken."""

    async def __call__(self, work: NotificationWork, limit: int, void: Void) -> Sequence[Notice]:
        """Return at most so many notices, each leased to the caller.

        What is too late or no longer wanted is given up, and what has no way to go has failed.
        """
        due = await work.notices.lock_due(work.now, limit)
        if not due:
            return ()
        book = await work.address_book()
        looked_at: list[Notice] = []
        for notice in due:
            reason = "too late" if work.now >= notice.expires_at else void(notice)
            way = notice.way(book.contact(notice.user_id))
            if reason is not None:
                looked_at.append(notice.expired(reason))
            elif way is None:
                looked_at.append(notice.failed(NO_METHOD))
            else:
                looked_at.append(notice.claimed(way, work.now, LEASE))
        await work.notices.save_many(looked_at)
        return [notice for notice in looked_at if not notice.is_over]
