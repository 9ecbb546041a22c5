"""Notifications in PostgreSQL."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from datetime import datetime

from attrs import define, field

from hikeshi.kernel.ids import IncidentId, NotificationId
from hikeshi.notifications.model.expiry import Expiry
from hikeshi.notifications.model.notification import Notification
from hikeshi_server.outbound.postgres.json_text import to_json
from hikeshi_server.outbound.postgres.notification_rows import to_notifications
from hikeshi_server.outbound.postgres.session import Session

_ADD = """
INSERT INTO notifications (id, incident_id, user_id, contact_method_id, kind, urgency, created_at,
  planned_at, expires_at, step, round, purpose, is_fallback, due_at, status, outcome, reason,
  attempts, sent_at, lease_until, service_id, bundles, bundle_id, discarded_at)
SELECT * FROM json_to_recordset($1::text::json)
AS n (id uuid, incident_id uuid, user_id uuid, contact_method_id uuid, kind text, urgency text,
  created_at timestamptz, planned_at timestamptz, expires_at timestamptz, step bigint,
  round bigint, purpose text, is_fallback bool, due_at timestamptz, status text, outcome text,
  reason text, attempts bigint, sent_at timestamptz, lease_until timestamptz, service_id uuid,
  bundles bool, bundle_id uuid, discarded_at timestamptz)
"""
_SAVE = """
UPDATE notifications n SET due_at = c.due_at, expires_at = c.expires_at, status = c.status,
  outcome = c.outcome, reason = c.reason, attempts = c.attempts, sent_at = c.sent_at,
  lease_until = c.lease_until, bundles = c.bundles, bundle_id = c.bundle_id,
  discarded_at = c.discarded_at
FROM json_to_recordset($1::text::json)
AS c (id uuid, due_at timestamptz, expires_at timestamptz, status text, outcome text, reason text,
  attempts bigint, sent_at timestamptz, lease_until timestamptz, bundles bool, bundle_id uuid,
  discarded_at timestamptz)
WHERE n.id = c.id
"""
_GET = "SELECT * FROM notifications WHERE id = ANY($1::uuid[]) ORDER BY id"
_LOCK = f"{_GET} FOR UPDATE"
_OF_INCIDENTS = "SELECT * FROM notifications WHERE incident_id = ANY($1::uuid[]) ORDER BY id"
_LOCK_OPEN = """
SELECT * FROM notifications
WHERE incident_id = ANY($1::uuid[]) AND purpose = 'page' AND status IN ('pending', 'sending')
ORDER BY id FOR UPDATE
"""


@define(eq=False)
class PostgresNotificationRepository:
    """Keeps notifications.

    Args:
        planned: Told the earliest instant at which something new is planned.
        begun: The incidents this work has begun: they have no notifications but its own.
    """

    _session: Session
    _planned: Callable[[datetime], None]
    _begun: Set[IncidentId] = frozenset()
    _notified: set[IncidentId] = field(factory=set)
    _cleared: set[IncidentId] = field(factory=set)
    _unwritten: dict[NotificationId, Notification] = field(factory=dict)

    async def add_many(self, notifications: Sequence[Notification]) -> None:
        """Write new notifications, at the latest before any are read or the work commits."""
        self._notified.update(n.incident_id for n in notifications)
        self._unwritten.update((n.id, n) for n in notifications)

    @property
    def alone(self) -> Iterator[Notification]:
        """What was added to incidents that have no other open page, and is not written yet."""
        alone = self._begun | self._cleared
        return (n for n in self._unwritten.values() if n.incident_id in alone)

    async def write(self) -> None:
        """Write what was added."""
        if self._unwritten:
            added, self._unwritten = tuple(self._unwritten.values()), {}
            await self._session.later(_ADD, to_json(added))
            self._announce(added)

    async def get_many(
        self, ids: Iterable[NotificationId]
    ) -> Mapping[NotificationId, Notification]:
        """Return those that exist."""
        await self.write()
        rows = await self._session.rows(_GET, list(ids))
        return {n.id: n for n in to_notifications(rows)}

    async def lock_many(
        self, ids: Iterable[NotificationId], *, skip_locked: bool = False
    ) -> Mapping[NotificationId, Notification]:
        """Return those that exist as they are now, locked in the order of their ids."""
        await self.write()
        statement = f"{_LOCK} SKIP LOCKED" if skip_locked else _LOCK
        rows = await self._session.rows(statement, list(ids))
        return {n.id: n for n in to_notifications(rows)}

    async def save_many(self, notifications: Sequence[Notification]) -> None:
        """Write locked notifications."""
        fresh = [n for n in notifications if n.id in self._unwritten]
        self._unwritten.update((n.id, n) for n in fresh)
        written = (
            [n for n in notifications if n.id not in self._unwritten] if fresh else notifications
        )
        if written:
            await self._session.later(_SAVE, to_json(written))
            self._announce(written)

    async def expire_open(self, expiries: Sequence[Expiry]) -> None:
        """Give up every notification an expiry covers that is pending or being sent."""
        by_incident: dict[IncidentId, list[Expiry]] = {}
        bare = self._begun - self._notified
        for expiry in expiries:
            if expiry.incident_id in bare:
                continue
            by_incident.setdefault(expiry.incident_id, []).append(expiry)
        if not by_incident:
            return
        await self.write()
        rows = await self._session.rows(_LOCK_OPEN, list(by_incident))
        open_ones = to_notifications(rows)
        expired = [_expired(found, by_incident[found.incident_id]) for found in open_ones]
        kept = {n.incident_id for n, end in zip(open_ones, expired, strict=True) if end is None}
        self._cleared.update(by_incident.keys() - kept)
        await self.save_many([end for end in expired if end is not None])

    async def of_incidents(self, ids: Iterable[IncidentId]) -> Sequence[Notification]:
        """Return all notifications of these incidents, oldest first."""
        await self.write()
        rows = await self._session.rows(_OF_INCIDENTS, list(ids))
        return to_notifications(rows)

    def _announce(self, notifications: Iterable[Notification]) -> None:
        planned = [n.due_at for n in notifications if not n.is_over and n.lease_until is None]
        if planned:
            self._planned(min(planned))


def _expired(notification: Notification, expiries: Sequence[Expiry]) -> Notification | None:
    """Return it given up for the reason of the first expiry that covers it."""
    covering = next((expiry for expiry in expiries if expiry.covers(notification)), None)
    return notification.expired(covering.reason) if covering is not None else None
