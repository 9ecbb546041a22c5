"""Notifications in PostgreSQL."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from attrs import frozen

from hikeshi.kernel.ids import IncidentId, NotificationId
from hikeshi.notifications.model.expiry import Expiry
from hikeshi.notifications.model.notification import Notification
from hikeshi_server.outbound.postgres.notification_rows import (
    changing_columns,
    fixed_columns,
    to_notification,
)
from hikeshi_server.outbound.postgres.session import Session

_ADD = """
INSERT INTO notifications (id, incident_id, user_id, contact_method_id, kind, urgency, created_at,
  planned_at, expires_at, step, round, purpose, is_fallback, due_at, status, outcome, reason,
  attempts, sent_at, lease_until)
SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::text[],
  $7::timestamptz[], $8::timestamptz[], $9::timestamptz[], $10::bigint[], $11::bigint[],
  $12::text[], $13::bool[], $14::timestamptz[], $15::text[], $16::text[], $17::text[],
  $18::bigint[], $19::timestamptz[], $20::timestamptz[])
"""
_SAVE = """
UPDATE notifications n SET due_at = c.due_at, status = c.status, outcome = c.outcome,
  reason = c.reason, attempts = c.attempts, sent_at = c.sent_at, lease_until = c.lease_until
FROM unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::bigint[],
  $7::timestamptz[], $8::timestamptz[])
AS c (id, due_at, status, outcome, reason, attempts, sent_at, lease_until)
WHERE n.id = c.id
"""
_GET = "SELECT * FROM notifications WHERE id = ANY($1::uuid[]) ORDER BY id"
_LOCK = f"{_GET} FOR UPDATE"
_OF_INCIDENTS = "SELECT * FROM notifications WHERE incident_id = ANY($1::uuid[]) ORDER BY id"
# Locked in the order of ids before they are written, as everybody does who locks several; the
# first expiry that covers a notification gives the reason.
_EXPIRE = """
WITH covered AS (
  SELECT DISTINCT ON (n.id) n.id, e.reason
  FROM unnest($1::uuid[], $2::uuid[], $3::text[]) WITH ORDINALITY
    AS e (incident_id, user_id, reason, place)
  JOIN notifications n ON n.incident_id = e.incident_id
    AND (e.user_id IS NULL OR n.user_id = e.user_id)
  WHERE n.purpose = 'page' AND n.status IN ('pending', 'sending')
  ORDER BY n.id, e.place
), locked AS (
  SELECT n.id, c.reason FROM notifications n JOIN covered c ON c.id = n.id
  WHERE n.status IN ('pending', 'sending')
  ORDER BY n.id FOR UPDATE OF n
)
UPDATE notifications n
SET status = 'expired', outcome = 'expired', reason = l.reason, lease_until = NULL
FROM locked l WHERE n.id = l.id
"""


@frozen
class PostgresNotificationRepository:
    """Keeps notifications.

    Args:
        planned: Told the earliest instant at which something new is planned.
    """

    _session: Session
    _planned: Callable[[datetime], None]

    async def add_many(self, notifications: Sequence[Notification]) -> None:
        """Write new notifications."""
        if notifications:
            columns = (*fixed_columns(notifications), *changing_columns(notifications))
            await self._session.run(_ADD, *columns)
            self._announce(notifications)

    async def get_many(
        self, ids: Iterable[NotificationId]
    ) -> Mapping[NotificationId, Notification]:
        """Return those that exist."""
        rows = await self._session.rows(_GET, list(ids))
        return {row["id"]: to_notification(row) for row in rows}

    async def lock_many(
        self, ids: Iterable[NotificationId], *, skip_locked: bool = False
    ) -> Mapping[NotificationId, Notification]:
        """Return those that exist as they are now, locked in the order of their ids."""
        statement = f"{_LOCK} SKIP LOCKED" if skip_locked else _LOCK
        rows = await self._session.rows(statement, list(ids))
        return {row["id"]: to_notification(row) for row in rows}

    async def save_many(self, notifications: Sequence[Notification]) -> None:
        """Write locked notifications."""
        if notifications:
            ids = [notification.id for notification in notifications]
            await self._session.run(_SAVE, ids, *changing_columns(notifications))
            self._announce(notifications)

    async def expire_open(self, expiries: Sequence[Expiry]) -> None:
        """Give up every notification an expiry covers that is pending or being sent."""
        if expiries:
            await self._session.run(
                _EXPIRE,
                [expiry.incident_id for expiry in expiries],
                [expiry.user_id for expiry in expiries],
                [expiry.reason for expiry in expiries],
            )

    async def of_incidents(self, ids: Iterable[IncidentId]) -> Sequence[Notification]:
        """Return all notifications of these incidents, oldest first."""
        rows = await self._session.rows(_OF_INCIDENTS, list(ids))
        return [to_notification(row) for row in rows]

    def _announce(self, notifications: Iterable[Notification]) -> None:
        planned = [n.due_at for n in notifications if not n.is_over and n.lease_until is None]
        if planned:
            self._planned(min(planned))
