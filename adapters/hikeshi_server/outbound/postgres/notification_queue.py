"""Notifications whose time has come, delivery attempts and personal rules, in PostgreSQL."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import islice

from attrs import frozen

from hikeshi.incidents.model.incident import IncidentStatus
from hikeshi.kernel.ids import NotificationId, NotificationRuleId, UserId
from hikeshi.notifications.model.announcement import Announcement
from hikeshi.notifications.model.delivery_attempt import DeliveryAttempt
from hikeshi.notifications.model.notification import Notification
from hikeshi.notifications.model.notification_rule import NotificationRule
from hikeshi_server.outbound.postgres.documents import Kind, PostgresDocuments
from hikeshi_server.outbound.postgres.json_text import to_json
from hikeshi_server.outbound.postgres.notification_rows import (
    READABLE,
    to_attempt,
    to_notification,
)
from hikeshi_server.outbound.postgres.notifications import PostgresNotificationRepository
from hikeshi_server.outbound.postgres.records import NotificationRuleRecord
from hikeshi_server.outbound.postgres.session import Session
from hikeshi_server.outbound.postgres.words import listed, log_left

_STATUSES = listed(IncidentStatus)
# What was changed meanwhile is looked at again once it is locked: both rows come as they are then.
# An acknowledgement changes the incident, too, so one of the two waits for the other, or skips.
LOCK_DUE = f"""
WITH due AS MATERIALIZED (
  (SELECT id, due_at FROM notifications n
   WHERE status = 'pending' AND due_at <= $1 AND {READABLE} ORDER BY due_at, id LIMIT $2)
  UNION ALL
  (SELECT id, due_at FROM notifications n
   WHERE status = 'sending' AND lease_until <= $1 AND {READABLE}
   ORDER BY lease_until, id LIMIT $2)
  ORDER BY due_at, id LIMIT $2
)
SELECT n.*, i.status AS incident_status, (SELECT count(*) FROM due) AS found
FROM due JOIN notifications n ON n.id = due.id JOIN incidents i ON i.id = n.incident_id
WHERE i.status IN ({_STATUSES})
ORDER BY n.id FOR UPDATE OF n SKIP LOCKED FOR SHARE OF i SKIP LOCKED
"""  # noqa: S608 (our own words)
# Written as CASE, so that no plan goes through all that is due instead of these incidents' own.
_DUE_OF_TAKEN = f"""SELECT n.*, i.status AS incident_status
FROM taken JOIN notifications n ON n.incident_id = taken.incident_id AND n.user_id = taken.user_id
JOIN incidents i ON i.id = n.incident_id
WHERE CASE n.status WHEN 'pending' THEN n.due_at WHEN 'sending' THEN n.lease_until END <= $1
AND {READABLE} AND i.status IN ({_STATUSES})
ORDER BY n.id FOR UPDATE OF n SKIP LOCKED FOR SHARE OF i SKIP LOCKED
"""  # noqa: S608 (our own words)
LOCK_DUE_OF_SAME = f"""
WITH taken AS MATERIALIZED (
  SELECT DISTINCT * FROM unnest($2::uuid[], $3::uuid[]) AS t (incident_id, user_id)
)
{_DUE_OF_TAKEN}"""  # noqa: S608 (our own words)
_LOCK_THESE = f"""
WITH taken AS MATERIALIZED (
  SELECT DISTINCT incident_id, user_id FROM notifications WHERE id = ANY($2::uuid[])
)
{_DUE_OF_TAKEN}"""  # noqa: S608 (our own words)
_WAITING = f"""
WITH told AS MATERIALIZED (
  SELECT * FROM unnest($3::uuid[], $4::bigint[], $5::timestamptz[]) AS t (id, attempts, due_at)
),
due AS (
  (SELECT id, incident_id, user_id, attempts, due_at FROM notifications n
   WHERE status = 'pending' AND due_at <= $1 AND {READABLE}
   AND NOT EXISTS (SELECT 1 FROM told t WHERE (t.id, t.attempts, t.due_at)
     = (n.id, n.attempts, n.due_at))
   ORDER BY due_at, id LIMIT $2)
  UNION ALL
  (SELECT id, incident_id, user_id, attempts, due_at FROM notifications n
   WHERE status = 'sending' AND lease_until <= $1 AND {READABLE}
   AND NOT EXISTS (SELECT 1 FROM told t WHERE (t.id, t.attempts, t.due_at)
     = (n.id, n.attempts, n.due_at))
   ORDER BY lease_until, id LIMIT $2)
)
SELECT id AS notification_id, incident_id, user_id, attempts, due_at
FROM due ORDER BY due_at, id LIMIT $2
"""  # noqa: S608 (our own words)
_LOCK_DUE_OF_PLACES = f"""
SELECT n.*, i.status AS incident_status
FROM notifications n JOIN incidents i ON i.id = n.incident_id
WHERE ((n.status = 'pending' AND n.due_at <= $1) OR (n.status = 'sending' AND n.lease_until <= $1))
AND n.contact_method_id = ANY($2::uuid[])
AND (n.bundle_id IS NOT NULL OR (n.attempts = 0 AND n.due_at > n.planned_at))
AND {READABLE} AND i.status IN ({_STATUSES})
ORDER BY n.id FOR UPDATE OF n SKIP LOCKED FOR SHARE OF i SKIP LOCKED
"""  # noqa: S608 (our own words)
_NEXT = f"""
SELECT LEAST(
  (SELECT min(due_at) FROM notifications n WHERE status = 'pending' AND {READABLE}),
  (SELECT min(lease_until) FROM notifications n WHERE status = 'sending' AND {READABLE})
) AS due_at, LEAST(
  (SELECT min(due_at) FROM notifications WHERE status = 'pending'),
  (SELECT min(lease_until) FROM notifications WHERE status = 'sending')
) AS first_at
"""  # noqa: S608 (our own words)
_ADD = """
INSERT INTO delivery_attempts (notification_id, id, incident_id, number, started_at, worker,
  finished_at, outcome, reason, evidence)
SELECT notification_id, id, incident_id, number, started_at, worker, finished_at, outcome, reason,
  evidence::jsonb
FROM json_to_recordset($1::text::json)
AS a (notification_id uuid, id uuid, incident_id uuid, number bigint, started_at timestamptz,
  worker text, finished_at timestamptz, outcome text, reason text, evidence json)
"""
_SAVE = """
UPDATE delivery_attempts a SET finished_at = n.finished_at, outcome = n.outcome,
  reason = n.reason, evidence = n.evidence::jsonb
FROM json_to_recordset($1::text::json)
AS n (notification_id uuid, id uuid, finished_at timestamptz, outcome text, reason text,
  evidence json)
WHERE a.notification_id = n.notification_id AND a.id = n.id
"""
_OF_NOTIFICATIONS = """
SELECT * FROM delivery_attempts WHERE notification_id = ANY($1::uuid[]) ORDER BY notification_id, id
"""

RULES = Kind(
    record=NotificationRuleRecord,
    cls=NotificationRule,
    columns=lambda rule, _: {"user_id": rule.user_id},
)


@frozen
class PostgresNotificationQueue:
    """Finds the notifications whose time has come."""

    _session: Session
    _notifications: PostgresNotificationRepository

    async def lock_due(self, now: datetime, limit: int) -> Sequence[tuple[Notification, str]]:
        """Lock due notifications and lost attempts, the longest due ones; return them by their ids.

        With a notification come all due ones of the same person and incident, and with one that
        waits for others, or went out with them, those of the same place. Each comes with the
        status of its incident, which stays as it is until the work ends. What somebody is changing
        at this moment, be it notification or incident, is left out.
        """
        await self._notifications.write()
        rows = await self._session.rows(LOCK_DUE, now, limit)
        if rows and rows[0]["found"] == limit:  # otherwise these are all there are
            incidents, people = (
                [row["incident_id"] for row in rows],
                [row["user_id"] for row in rows],
            )
            rows = await self._session.rows(LOCK_DUE_OF_SAME, now, incidents, people)
            due = [(to_notification(row), row["incident_status"]) for row in rows]
            return [*due, *await self._of_same_places(now, [n for n, _ in due])]
        return [(to_notification(row), row["incident_status"]) for row in rows]

    async def lock_these(
        self, ids: Iterable[NotificationId], now: datetime
    ) -> Sequence[tuple[Notification, str]]:
        """Lock those of these notifications that are due, as `lock_due` does with the longest."""
        await self._notifications.write()
        rows = await self._session.rows(_LOCK_THESE, now, list(ids))
        due = [(to_notification(row), row["incident_status"]) for row in rows]
        return [*due, *await self._of_same_places(now, [n for n, _ in due])]

    async def waiting(
        self, now: datetime, limit: int, told: Collection[Announcement]
    ) -> Sequence[Announcement]:
        """Return what there is to announce, longest due first, without what was told; no lock."""
        await self._notifications.write()
        known = (
            [each.notification_id for each in told],
            [each.attempts for each in told],
            [each.due_at for each in told],
        )
        rows = await self._session.rows(_WAITING, now, limit, *known)
        return [Announcement(**row) for row in rows]

    async def _of_same_places(
        self, now: datetime, locked: Sequence[Notification]
    ) -> Sequence[tuple[Notification, str]]:
        """Return those that go out together with some of these, and were not among them."""
        places = {n.contact_method_id for n in locked if n.is_gathered}
        if not places:
            return ()
        known = {n.id for n in locked}
        rows = await self._session.rows(_LOCK_DUE_OF_PLACES, now, list(places))
        return [
            (to_notification(row), row["incident_status"]) for row in rows if row["id"] not in known
        ]

    async def planned_now(self, now: datetime, limit: int) -> Sequence[Notification]:
        """Return the due pages this work has added, where it knows of no other open page."""
        due = (n for n in self._notifications.alone if n.claimable(now))
        return tuple(islice(due, limit))

    async def next_due_at(self) -> datetime | None:
        """Return when the next notification is due or the next lease runs out."""
        await self._notifications.write()
        (row,) = await self._session.rows(_NEXT)
        if row["first_at"] != row["due_at"]:
            log_left("notifications")
        found: datetime | None = row["due_at"]
        return found


@frozen
class PostgresDeliveryAttemptRepository:
    """Keeps delivery attempts."""

    _session: Session

    async def add_many(self, attempts: Sequence[DeliveryAttempt]) -> None:
        """Write attempts that begin."""
        if attempts:
            await self._session.later(_ADD, to_json(attempts))

    async def save_many(self, attempts: Sequence[DeliveryAttempt]) -> None:
        """Write what came of attempts."""
        if attempts:
            await self._session.later(_SAVE, to_json(attempts))

    async def of_notifications(
        self, ids: Iterable[NotificationId]
    ) -> Mapping[NotificationId, Sequence[DeliveryAttempt]]:
        """Return the attempts of these notifications, first to last."""
        found: dict[NotificationId, list[DeliveryAttempt]] = {}
        for row in await self._session.rows(_OF_NOTIFICATIONS, list(ids)):
            found.setdefault(row["notification_id"], []).append(to_attempt(row))
        return found


class PostgresNotificationRuleRepository(
    PostgresDocuments[NotificationRuleId, NotificationRule], kind=RULES
):
    """Keeps personal rules."""

    async def list_of(self, user_id: UserId) -> Sequence[NotificationRule]:
        """Return the person's rules, oldest first."""
        return await self._list("t.user_id = $1", user_id)
