"""Which of the notifications that are due may begin now."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from attrs import frozen

from hikeshi.kernel.ids import IncidentId, UserId
from hikeshi.notifications.model.notification import Notification, Purpose

#: States of an incident in which nobody is paged any more.
OVER = frozenset({"resolved", "closed"})


@frozen
class Choice:
    """Notifications to send now, and those given up with their reason."""

    chosen: tuple[Notification, ...]
    expired: tuple[Notification, ...]


def choose(
    locked: Iterable[Notification], statuses: Mapping[IncidentId, str], now: datetime
) -> Choice:
    """Look at locked notifications again, against incidents held in this very moment.

    Of one person's due rules about one incident the newest runs and the older ones are given
    up as superseded (they pile up only while nothing was sent, such as during a downtime; what
    was kept back for others has not).
    What was wanted before the incident was over, or is past its deadline, is given up too; but
    a page nobody has tried to send yet is never too late while the incident is open.
    """
    due = [n for n in locked if n.claimable(now)]
    newest = _newest(due)
    chosen: list[Notification] = []
    expired: list[Notification] = []
    for notification in due:
        reason = _void(notification, statuses[notification.incident_id], newest, now)
        if reason is None:
            chosen.append(notification)
        else:
            expired.append(notification.expired(reason))
    return Choice(tuple(chosen), tuple(expired))


def _newest(due: Iterable[Notification]) -> Mapping[tuple[IncidentId, UserId], datetime]:
    newest: dict[tuple[IncidentId, UserId], datetime] = {}
    for n in due:
        at = (n.incident_id, n.user_id)
        newest[at] = max(newest.get(at, n.planned_at), n.planned_at)
    return newest


def _void(
    notification: Notification,
    status: str,
    newest: Mapping[tuple[IncidentId, UserId], datetime],
    now: datetime,
) -> str | None:
    if notification.purpose is Purpose.PAGE and status in OVER:
        return "resolved"
    if notification.is_too_late(now):
        return "deadline"
    at = (notification.incident_id, notification.user_id)
    overtaken = notification.planned_at < newest[at] and not notification.has_waited
    if notification.attempts == 0 and overtaken:
        return "superseded"
    return None
