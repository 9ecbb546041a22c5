"""What is written down when an attempt has come to something."""

from collections.abc import Iterable, Iterator
from typing import Any

from hikeshi.kernel.actor import SYSTEM
from hikeshi.notifications.events import (
    NotificationEvent,
    NotificationFailed,
    NotificationRetried,
    NotificationSent,
    RecipientUnsubscribed,
)
from hikeshi.notifications.model.notification import Notification, NotificationStatus
from hikeshi.notifications.model.outcome import DeliveryReport
from hikeshi.notifications.ports import NotificationWork


def fact(
    work: NotificationWork, now: Notification, report: DeliveryReport, number: int
) -> NotificationEvent:
    """Return the event for a notification as it is after a report of its attempt `number`."""
    facts = _facts(work, now)
    if now.status is NotificationStatus.SENT:
        return NotificationSent(**facts, outcome=report.outcome.value, attempt=number)
    if now.status is NotificationStatus.PENDING:
        return NotificationRetried(**facts, attempt=number, reason=report.reason, away=report.away)
    outcome = now.outcome.value if now.outcome is not None else ""
    return NotificationFailed(**facts, outcome=outcome, reason=now.reason)


def unsubscribed(
    work: NotificationWork, reports: Iterable[tuple[Notification, DeliveryReport]]
) -> Iterator[RecipientUnsubscribed]:
    """Return the event for each report that says its contact method is no way any more."""
    for notification, report in reports:
        if report.unsubscribed and notification.contact_method_id is not None:
            yield RecipientUnsubscribed(
                **_facts(work, notification),
                contact_method_id=notification.contact_method_id,
                reason=report.reason,
            )


def _facts(work: NotificationWork, now: Notification) -> dict[str, Any]:
    return {
        "id": work.ids(),
        "at": work.now,
        "by": SYSTEM,
        "notification_id": now.id,
        "incident_id": now.incident_id,
        "user_id": now.user_id,
        "kind": now.kind,
    }
