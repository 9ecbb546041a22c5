"""Notifications and delivery attempts from their rows."""

from collections.abc import Iterable, Sequence

from hikeshi.kernel.severity import Urgency
from hikeshi.notifications.model.delivery_attempt import DeliveryAttempt
from hikeshi.notifications.model.notification import Notification, NotificationStatus, Purpose
from hikeshi.notifications.model.outcome import Outcome
from hikeshi.teams.model.contact_method import ContactKind
from hikeshi_server.outbound.postgres.session import Row
from hikeshi_server.outbound.postgres.words import listed, log_left, meanings

_URGENCIES, _PURPOSES = meanings(Urgency), meanings(Purpose)
_STATUSES, _OUTCOMES = meanings(NotificationStatus), meanings(Outcome)
#: What waits for a person without any way to be reached has no kind of contact method.
_KINDS = (*ContactKind, "none")
#: Holds for row `n` where this release knows all its words.
READABLE = f"""(n.purpose IN ({listed(Purpose)}) AND n.kind IN ({listed(_KINDS)})
  AND n.urgency IN ({listed(Urgency)}) AND coalesce(n.outcome IN ({listed(Outcome)}), true))"""


def to_notifications(rows: Iterable[Row]) -> Sequence[Notification]:
    """Return the notifications of rows, without those whose words this release does not know."""
    found: list[Notification] = []
    for row in rows:
        try:
            found.append(to_notification(row))
        except KeyError:
            log_left("notifications")
    return found


def to_notification(row: Row) -> Notification:
    """Return the notification of a row."""
    return Notification(
        id=row["id"],
        incident_id=row["incident_id"],
        user_id=row["user_id"],
        contact_method_id=row["contact_method_id"],
        kind=row["kind"],
        urgency=_URGENCIES[row["urgency"]],
        created_at=row["created_at"],
        planned_at=row["planned_at"],
        due_at=row["due_at"],
        expires_at=row["expires_at"],
        step=row["step"],
        round=row["round"],
        purpose=_PURPOSES[row["purpose"]],
        status=_STATUSES[row["status"]],
        outcome=_outcome(row),
        reason=row["reason"],
        attempts=row["attempts"],
        sent_at=row["sent_at"],
        lease_until=row["lease_until"],
        is_fallback=row["is_fallback"],
        service_id=row["service_id"],
        bundles=row["bundles"],
        bundle_id=row["bundle_id"],
        discarded_at=row["discarded_at"],
    )


def to_attempt(row: Row) -> DeliveryAttempt:
    """Return the attempt of a row."""
    return DeliveryAttempt(
        id=row["id"],
        notification_id=row["notification_id"],
        incident_id=row["incident_id"],
        number=row["number"],
        started_at=row["started_at"],
        worker=row["worker"],
        finished_at=row["finished_at"],
        outcome=_outcome(row),
        reason=row["reason"],
        evidence=row["evidence"],
    )


def _outcome(row: Row) -> Outcome | None:
    return _OUTCOMES[row["outcome"]] if row["outcome"] is not None else None
