"""Pages that arrive although they had been given up meanwhile: what their readers missed."""

from collections.abc import Sequence

from hikeshi.notifications.model.notification import Notification, NotificationStatus, Purpose
from hikeshi.notifications.model.planning import plan_notice
from hikeshi.notifications.ports import NotificationWork

#: Why a page was given up, and what is told for that reason.
_TOLD_FOR = {"acknowledged": Purpose.ACKNOWLEDGED, "resolved": Purpose.RESOLVED}


def arrived_late(before: Notification, after: Notification) -> bool:
    """Say whether it arrived after somebody had the incident, or it was over."""
    return (
        before.purpose is Purpose.PAGE
        and before.status is NotificationStatus.EXPIRED
        and after.status is NotificationStatus.SENT
    )


async def what_was_missed(
    work: NotificationWork, late: Sequence[Notification]
) -> Sequence[Notification]:
    """Return what tells these people how it went on: nobody knew then that a page reached them."""
    if not late:
        return ()
    told = await work.notifications.of_incidents({page.incident_id for page in late})
    return [
        notice
        for page in late
        for reason, purpose in _TOLD_FOR.items()
        if page.reason.startswith(reason)
        for notice in plan_notice(
            purpose,
            (each for each in told if _same_place(each, page)),
            work.now,
            work.ids,
        )
    ]


def _same_place(one: Notification, other: Notification) -> bool:
    return (one.incident_id, one.user_id, one.contact_method_id) == (
        other.incident_id,
        other.user_id,
        other.contact_method_id,
    )
