"""Notices, and the codes of contact methods, in PostgreSQL."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from attrs import frozen

from hikeshi.kernel.ids import ContactMethodId, NoticeId, UserId
from hikeshi.notifications.model.notice import Notice, Topic
from hikeshi.notifications.model.notification import NotificationStatus
from hikeshi.notifications.model.outcome import Outcome
from hikeshi.teams.model.verification import Verification
from hikeshi_server.outbound.postgres.json_text import to_json
from hikeshi_server.outbound.postgres.sealer import Sealer
from hikeshi_server.outbound.postgres.session import Row, Session
from hikeshi_server.outbound.postgres.words import log_left

_ADD = """
INSERT INTO notices (id, user_id, topic, subject, facts, code, contact_method_id, kind,
  created_at, due_at, expires_at, status, outcome, reason, attempts, sent_at, lease_until)
SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::jsonb[], $6::text[],
  $7::uuid[], $8::text[], $9::timestamptz[], $10::timestamptz[], $11::timestamptz[],
  $12::text[], $13::text[], $14::text[], $15::bigint[], $16::timestamptz[], $17::timestamptz[])
ON CONFLICT (user_id, topic, subject) DO NOTHING
"""
_SAVE = """
UPDATE notices n SET code = c.code, contact_method_id = c.contact_method_id, kind = c.kind,
  due_at = c.due_at, status = c.status, outcome = c.outcome, reason = c.reason,
  attempts = c.attempts, sent_at = c.sent_at, lease_until = c.lease_until
FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::timestamptz[], $6::text[],
  $7::text[], $8::text[], $9::bigint[], $10::timestamptz[], $11::timestamptz[])
AS c (id, code, contact_method_id, kind, due_at, status, outcome, reason, attempts, sent_at,
  lease_until)
WHERE n.id = c.id
"""
_DUE = """
SELECT * FROM notices
WHERE ((status = 'pending' AND due_at <= $1) OR (status = 'sending' AND lease_until <= $1))
AND topic = ANY($3::text[])
ORDER BY due_at, id LIMIT $2 FOR UPDATE SKIP LOCKED
"""
#: A notice about anything else was written by a newer release, and waits for its workers.
_TOPICS = [topic.value for topic in Topic]
_LOCK = "SELECT * FROM notices WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE"
_SINCE = """
SELECT created_at FROM notices WHERE user_id = $1 AND topic = $2 AND created_at >= $3
ORDER BY created_at
"""
_NEXT = """
SELECT least(
  (SELECT min(due_at) FROM notices WHERE status = 'pending' AND topic = ANY($1::text[])),
  (SELECT min(lease_until) FROM notices WHERE status = 'sending' AND topic = ANY($1::text[])))
  AS due_at, least(
  (SELECT min(due_at) FROM notices WHERE status = 'pending'),
  (SELECT min(lease_until) FROM notices WHERE status = 'sending')) AS first_at
"""
_FORGET = """
WITH old AS (SELECT id FROM notices WHERE expires_at < $1 ORDER BY expires_at LIMIT $2),
gone AS (DELETE FROM notices n USING old WHERE n.id = old.id RETURNING 1)
SELECT count(*) AS forgotten FROM gone
"""
_LOCK_CODES = """
SELECT * FROM verifications WHERE contact_method_id = ANY($1::uuid[])
ORDER BY contact_method_id FOR UPDATE
"""
_SAVE_CODE = """
INSERT INTO verifications (contact_method_id, digest, expires_at, tries, sent_at)
VALUES ($1, $2, $3, $4, $5::timestamptz[])
ON CONFLICT (contact_method_id) DO UPDATE SET digest = excluded.digest,
  expires_at = excluded.expires_at, tries = excluded.tries, sent_at = excluded.sent_at
"""
_DELETE_CODES = "DELETE FROM verifications WHERE contact_method_id = ANY($1::uuid[])"


@frozen
class PostgresNoticeRepository:
    """Keeps notices, their codes sealed, and finds those whose time has come."""

    _session: Session
    _sealer: Sealer

    async def add_many(self, notices: Sequence[Notice]) -> None:
        """Write those whose person, topic and subject are new; the others are there already."""
        if notices:
            await self._session.run(
                _ADD,
                [n.id for n in notices],
                [n.user_id for n in notices],
                [n.topic for n in notices],
                [n.subject for n in notices],
                [to_json(dict(n.facts)) for n in notices],
                [self._sealed(n) for n in notices],
                [n.contact_method_id for n in notices],
                [n.kind for n in notices],
                [n.created_at for n in notices],
                [n.due_at for n in notices],
                [n.expires_at for n in notices],
                [n.status for n in notices],
                [n.outcome for n in notices],
                [n.reason for n in notices],
                [n.attempts for n in notices],
                [n.sent_at for n in notices],
                [n.lease_until for n in notices],
            )

    async def lock_due(self, now: datetime, limit: int) -> Sequence[Notice]:
        """Lock due notices and lost attempts, longest due first; others' locks are left out."""
        return [self._notice(row) for row in await self._session.rows(_DUE, now, limit, _TOPICS)]

    async def lock_many(self, ids: Iterable[NoticeId]) -> Mapping[NoticeId, Notice]:
        """Return those that exist as they are now, locked in the order of their ids."""
        rows = await self._session.rows(_LOCK, list(ids))
        return {row["id"]: self._notice(row) for row in rows}

    async def save_many(self, notices: Sequence[Notice]) -> None:
        """Write locked notices."""
        if notices:
            await self._session.run(
                _SAVE,
                [n.id for n in notices],
                [self._sealed(n) for n in notices],
                [n.contact_method_id for n in notices],
                [n.kind for n in notices],
                [n.due_at for n in notices],
                [n.status for n in notices],
                [n.outcome for n in notices],
                [n.reason for n in notices],
                [n.attempts for n in notices],
                [n.sent_at for n in notices],
                [n.lease_until for n in notices],
            )

    async def created_since(
        self, user_id: UserId, topic: Topic, instant: datetime
    ) -> Sequence[datetime]:
        """Return when the person's notices of a topic were planned from then on, oldest first."""
        rows = await self._session.rows(_SINCE, user_id, topic.value, instant)
        return [row["created_at"] for row in rows]

    async def next_due_at(self) -> datetime | None:
        """Return when the next notice is due or the next lease runs out."""
        (row,) = await self._session.rows(_NEXT, _TOPICS)
        if row["first_at"] != row["due_at"]:
            log_left("notices")
        found: datetime | None = row["due_at"]
        return found

    async def forget_before(self, instant: datetime, limit: int) -> int:
        """Remove at most so many notices that expired before; return how many it were."""
        (row,) = await self._session.rows(_FORGET, instant, limit)
        forgotten: int = row["forgotten"]
        return forgotten

    def _sealed(self, notice: Notice) -> str | None:
        return None if notice.code is None else self._sealer.seal(notice.code, _context(notice.id))

    def _notice(self, row: Row) -> Notice:
        sealed, outcome = row["code"], row["outcome"]
        return Notice(
            **{
                **row,
                "topic": Topic(row["topic"]),
                "facts": row["facts"],
                "code": None if sealed is None else self._sealer.open(sealed, _context(row["id"])),
                "status": NotificationStatus(row["status"]),
                "outcome": None if outcome is None else Outcome(outcome),
            }
        )


@frozen
class PostgresVerificationRepository:
    """Keeps the newest code of contact methods."""

    _session: Session

    async def lock_many(
        self, ids: Iterable[ContactMethodId]
    ) -> Mapping[ContactMethodId, Verification]:
        """Return those that exist, locked in the order of their ids."""
        rows = await self._session.rows(_LOCK_CODES, list(ids))
        return {
            row["contact_method_id"]: Verification(**{**row, "sent_at": tuple(row["sent_at"])})
            for row in rows
        }

    async def save_many(self, verifications: Sequence[Verification]) -> None:
        """Write these, new or not; people ask for one at a time."""
        for found in verifications:
            await self._session.run(
                _SAVE_CODE,
                found.contact_method_id,
                found.digest,
                found.expires_at,
                found.tries,
                list(found.sent_at),
            )

    async def delete_many(self, ids: Iterable[ContactMethodId]) -> None:
        """Remove these."""
        await self._session.run(_DELETE_CODES, list(ids))


def _context(notice_id: NoticeId) -> str:
    return f"notice:{notice_id}"
