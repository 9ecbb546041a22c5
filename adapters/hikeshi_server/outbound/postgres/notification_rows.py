"""Notifications and delivery attempts as columns of a batch, and back."""

from collections.abc import Sequence
from typing import Any

from hikeshi.kernel.severity import Urgency
from hikeshi.notifications.model.delivery_attempt import DeliveryAttempt
from hikeshi.notifications.model.notification import Notification, NotificationStatus, Purpose
from hikeshi.notifications.model.outcome import Outcome
from hikeshi_server.outbound.postgres.json_text import to_json
from hikeshi_server.outbound.postgres.session import Row

#: The columns of a batch, in the order of the statement's parameters.
Columns = tuple[Sequence[Any], ...]


def changing_columns(notifications: Sequence[Notification]) -> Columns:
    """Return what attempts change."""
    return (
        [n.due_at for n in notifications],
        [n.expires_at for n in notifications],
        [n.status for n in notifications],
        [n.outcome for n in notifications],
        [n.reason for n in notifications],
        [n.attempts for n in notifications],
        [n.sent_at for n in notifications],
        [n.lease_until for n in notifications],
        [n.bundles for n in notifications],
        [n.bundle_id for n in notifications],
    )


def to_notification(row: Row) -> Notification:
    """Return the notification of a row."""
    return Notification(
        id=row["id"],
        incident_id=row["incident_id"],
        user_id=row["user_id"],
        contact_method_id=row["contact_method_id"],
        kind=row["kind"],
        urgency=Urgency(row["urgency"]),
        created_at=row["created_at"],
        planned_at=row["planned_at"],
        due_at=row["due_at"],
        expires_at=row["expires_at"],
        step=row["step"],
        round=row["round"],
        purpose=Purpose(row["purpose"]),
        status=NotificationStatus(row["status"]),
        outcome=_outcome(row),
        reason=row["reason"],
        attempts=row["attempts"],
        sent_at=row["sent_at"],
        lease_until=row["lease_until"],
        is_fallback=row["is_fallback"],
        service_id=row["service_id"],
        bundles=row["bundles"],
        bundle_id=row["bundle_id"],
    )


def attempt_columns(attempts: Sequence[DeliveryAttempt]) -> Columns:
    """Return everything about attempts that begin."""
    return (
        [a.notification_id for a in attempts],
        [a.id for a in attempts],
        [a.incident_id for a in attempts],
        [a.number for a in attempts],
        [a.started_at for a in attempts],
        [a.worker for a in attempts],
        *ending_columns(attempts),
    )


def ending_columns(attempts: Sequence[DeliveryAttempt]) -> Columns:
    """Return what came of attempts."""
    return (
        [a.finished_at for a in attempts],
        [a.outcome for a in attempts],
        [a.reason for a in attempts],
        [to_json(a.evidence) for a in attempts],
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
    return Outcome(row["outcome"]) if row["outcome"] is not None else None
