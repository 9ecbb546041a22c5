"""Subscriptions and their messages in PostgreSQL."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from attrs import evolve, frozen

from hikeshi.kernel.ids import SubscriptionId, SubscriptionMessageId
from hikeshi.subscriptions.model.subscription import Progress, Subscription
from hikeshi.subscriptions.model.subscription_message import MessageStatus, SubscriptionMessage
from hikeshi_server.outbound.postgres.documents import Kind, PostgresDocuments
from hikeshi_server.outbound.postgres.records import SubscriptionRecord
from hikeshi_server.outbound.postgres.sealer import Sealer
from hikeshi_server.outbound.postgres.session import Row, Session

_LOCK_PROGRESS = """
SELECT * FROM subscription_progress WHERE subscription_id = ANY($1::uuid[])
ORDER BY subscription_id FOR UPDATE
"""
_SAVE_PROGRESS = """
INSERT INTO subscription_progress (subscription_id, position, failing_since)
SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::timestamptz[])
ON CONFLICT (subscription_id) DO UPDATE
SET position = excluded.position, failing_since = excluded.failing_since
"""
_DELETE_PROGRESS = "DELETE FROM subscription_progress WHERE subscription_id = ANY($1::uuid[])"
_DELETE_MESSAGES = "DELETE FROM subscription_messages WHERE subscription_id = ANY($1::uuid[])"
_ADD = """
INSERT INTO subscription_messages (id, subscription_id, position, type, body, created_at,
  tried_since, due_at, status, attempts, lease_until, finished_at, reason)
SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::text[], $5::text[],
  $6::timestamptz[], $7::timestamptz[], $8::timestamptz[], $9::text[], $10::bigint[],
  $11::timestamptz[], $12::timestamptz[], $13::text[])
"""
_SAVE = """
UPDATE subscription_messages m SET tried_since = c.tried_since, due_at = c.due_at,
  status = c.status, attempts = c.attempts, lease_until = c.lease_until,
  finished_at = c.finished_at, reason = c.reason
FROM unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[], $4::text[], $5::bigint[],
  $6::timestamptz[], $7::timestamptz[], $8::text[])
AS c (id, tried_since, due_at, status, attempts, lease_until, finished_at, reason)
WHERE m.id = c.id
"""
# Each subscription is looked at by itself, so that thousands of messages to a slow one do not
# stand in front of those to the others; active ones are few.
_DUE = """
SELECT found.id FROM subscriptions s
CROSS JOIN LATERAL (
  SELECT greatest(0, $3 - count(*)) AS free FROM subscription_messages
  WHERE subscription_id = s.id AND status = 'sending' AND lease_until > $1
) room
CROSS JOIN LATERAL (
  SELECT id, due_at FROM subscription_messages
  WHERE subscription_id = s.id
    AND ((status = 'pending' AND due_at <= $1) OR (status = 'sending' AND lease_until <= $1))
  ORDER BY due_at, id LIMIT room.free
) found
WHERE s.active ORDER BY found.due_at, found.id LIMIT $2
"""
_LOCK = "SELECT * FROM subscription_messages WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE"
_NEXT = """
SELECT min(CASE WHEN m.status = 'sending' THEN m.lease_until ELSE m.due_at END) AS due_at
FROM subscription_messages m JOIN subscriptions s ON s.id = m.subscription_id AND s.active
WHERE m.status IN ('pending', 'sending')
"""
_FORGET = """
WITH old AS (
  SELECT id FROM subscription_messages WHERE finished_at < $1 ORDER BY finished_at LIMIT $2
), gone AS (DELETE FROM subscription_messages m USING old WHERE m.id = old.id RETURNING 1)
SELECT count(*) AS forgotten FROM gone
"""


def _context(subscription_id: SubscriptionId) -> str:
    return f"subscription:{subscription_id}"


def _columns(subscription: Subscription, sealer: Sealer) -> Mapping[str, Any]:
    context = _context(subscription.id)
    sealed = [sealer.seal(secret, context) for secret in subscription.secrets]
    return {"active": subscription.active, "secrets": sealed}


def _without_secrets(subscription: Subscription) -> Subscription:
    return evolve(subscription, secrets=())


def _with_secrets(found: Subscription, sealed: Sequence[str], sealer: Sealer) -> Subscription:
    context = _context(found.id)
    return evolve(found, secrets=tuple(sealer.open(secret, context) for secret in sealed))


SUBSCRIPTIONS = Kind(
    record=SubscriptionRecord,
    cls=Subscription,
    columns=_columns,
    secrets="t.secrets",
    hide=_without_secrets,
    reveal=_with_secrets,
)


class PostgresSubscriptionRepository(
    PostgresDocuments[SubscriptionId, Subscription], kind=SUBSCRIPTIONS
):
    """Keeps subscriptions and, sealed, their signing secrets."""


@frozen
class PostgresSubscriptionProgressRepository:
    """Keeps how far each subscription has been told."""

    _session: Session

    async def lock_many(self, ids: Iterable[SubscriptionId]) -> Mapping[SubscriptionId, Progress]:
        """Return those that exist, locked in the order of their ids."""
        rows = await self._session.rows(_LOCK_PROGRESS, list(ids))
        return {row["subscription_id"]: Progress(**row) for row in rows}

    async def save_many(self, progress: Sequence[Progress]) -> None:
        """Write these, new or not."""
        if progress:
            await self._session.run(
                _SAVE_PROGRESS,
                [each.subscription_id for each in progress],
                [each.position for each in progress],
                [each.failing_since for each in progress],
            )

    async def delete_many(self, ids: Iterable[SubscriptionId]) -> None:
        """Remove these, and every message of theirs."""
        gone = list(ids)
        await self._session.run(_DELETE_MESSAGES, gone)
        await self._session.run(_DELETE_PROGRESS, gone)


@frozen
class PostgresSubscriptionMessageRepository:
    """Keeps messages to subscriptions."""

    _session: Session

    async def add_many(self, messages: Sequence[SubscriptionMessage]) -> None:
        """Write new messages."""
        if messages:
            await self._session.run(
                _ADD,
                [m.id for m in messages],
                [m.subscription_id for m in messages],
                [m.position for m in messages],
                [m.type for m in messages],
                [m.body for m in messages],
                [m.created_at for m in messages],
                *_changing(messages),
            )

    async def due(
        self, now: datetime, limit: int, most_each: int
    ) -> Sequence[SubscriptionMessageId]:
        """Return due messages and lost attempts of active subscriptions, longest due first."""
        return [row["id"] for row in await self._session.rows(_DUE, now, limit, most_each)]

    async def lock_many(
        self, ids: Iterable[SubscriptionMessageId], *, skip_locked: bool = False
    ) -> Mapping[SubscriptionMessageId, SubscriptionMessage]:
        """Return those that exist as they are now, locked in the order of their ids."""
        statement = f"{_LOCK} SKIP LOCKED" if skip_locked else _LOCK
        rows = await self._session.rows(statement, list(ids))
        return {row["id"]: to_message(row) for row in rows}

    async def save_many(self, messages: Sequence[SubscriptionMessage]) -> None:
        """Write locked messages."""
        if messages:
            await self._session.run(
                _SAVE,
                [m.id for m in messages],
                *_changing(messages),
            )

    async def next_due_at(self) -> datetime | None:
        """Return when the next message is due or the next lease runs out."""
        row = await self._session.row(_NEXT)
        return row["due_at"] if row is not None else None

    async def forget_before(self, instant: datetime, limit: int) -> int:
        """Remove at most so many messages that ended before; return how many it were."""
        (row,) = await self._session.rows(_FORGET, instant, limit)
        forgotten: int = row["forgotten"]
        return forgotten


def _changing(messages: Sequence[SubscriptionMessage]) -> tuple[Sequence[Any], ...]:
    """Return the columns that attempts change."""
    return (
        [m.tried_since for m in messages],
        [m.due_at for m in messages],
        [m.status for m in messages],
        [m.attempts for m in messages],
        [m.lease_until for m in messages],
        [m.finished_at for m in messages],
        [m.reason for m in messages],
    )


def to_message(row: Row) -> SubscriptionMessage:
    """Return the message of a row."""
    return SubscriptionMessage(**{**row, "status": MessageStatus(row["status"])})
