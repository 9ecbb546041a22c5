"""Alerts and what could not be understood, in PostgreSQL."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from operator import attrgetter

from attrs import frozen

from hikeshi.alerts.model.alert import Alert, AlertIdentity, AlertStatus
from hikeshi.alerts.model.refused_key import KEPT_KEYS, RefusedKey
from hikeshi.alerts.model.unreadable_signal import UnreadableSignal
from hikeshi.kernel.ids import AlertId, IncidentId
from hikeshi.kernel.severity import Severity
from hikeshi_server.outbound.postgres.json_text import to_json
from hikeshi_server.outbound.postgres.revision import REVISION
from hikeshi_server.outbound.postgres.session import Row, Session
from hikeshi_server.outbound.postgres.words import meanings

# `WHERE false` takes the lock without writing a new version of the row. Sorted like every batch
# sorts, so that two batches wait for each other instead of deadlocking.
_LOCK = """
INSERT INTO alert_identities AS i (integration_id, dedup_key)
SELECT * FROM json_to_recordset($1::text::json) AS wanted (integration_id uuid, dedup_key text)
ON CONFLICT (integration_id, dedup_key) DO UPDATE SET dedup_key = i.dedup_key WHERE false
"""
# The statuses of their incidents come along: whether those are over is what is asked next. Placing
# needs the configuration, so its revision comes along, too: as it is after the locks were waited
# for, and also where nothing fires.
_FIRING = f"""
SELECT f.*, r.revision, r.nonce FROM ({REVISION}) r LEFT JOIN (
  SELECT a.*, n.status AS incident_status
  FROM json_to_recordset($1::text::json) AS wanted (integration_id uuid, dedup_key text)
  JOIN alert_identities i USING (integration_id, dedup_key)
  JOIN alerts a ON a.id = i.alert_id
  LEFT JOIN incidents n ON n.id = a.incident_id
) f ON true
"""  # noqa: S608 — a constant text of ours
_ENDED_EPISODES = """
SELECT integration_id, dedup_key, ended_episode
FROM unnest($1::uuid[], $2::text[]) AS wanted (integration_id, dedup_key)
JOIN alert_identities USING (integration_id, dedup_key)
WHERE ended_episode IS NOT NULL
"""
# One round trip: the alert, its payload, and its identity where it fires.
_ADD = """
WITH added AS (
  SELECT * FROM json_to_recordset($1::text::json)
  AS a (id uuid, incident_id uuid, integration_id uuid, service_id uuid, dedup_key text,
    severity text, title text, first_seen_at timestamptz, last_seen_at timestamptz, status text,
    source text, labels json, annotations json, count bigint, resolved_at timestamptz,
    episode text, payload json)
), payloads AS (
  INSERT INTO alert_payloads (alert_id, payload)
  SELECT id, payload::jsonb FROM added WHERE payload IS NOT NULL
), identities AS (
  INSERT INTO alert_identities AS i
    (integration_id, dedup_key, alert_id, ended_episode, quiet_since)
  SELECT integration_id, dedup_key,
    (array_agg(id) FILTER (WHERE status = 'firing'))[1],
    (array_agg(episode ORDER BY id DESC) FILTER (WHERE status = 'resolved'))[1],
    max(resolved_at)
  FROM added WHERE status = 'firing' OR episode IS NOT NULL
  GROUP BY integration_id, dedup_key
  ON CONFLICT (integration_id, dedup_key) DO UPDATE
  SET alert_id = coalesce(excluded.alert_id, i.alert_id),
    ended_episode = coalesce(excluded.ended_episode, i.ended_episode),
    quiet_since = coalesce(excluded.quiet_since, i.quiet_since)
)
INSERT INTO alerts (id, incident_id, integration_id, service_id, dedup_key, severity, title,
  first_seen_at, last_seen_at, status, source, labels, annotations, count, resolved_at, episode)
SELECT id, incident_id, integration_id, service_id, dedup_key, severity, title, first_seen_at,
  last_seen_at, status, source, labels::jsonb, annotations::jsonb, count, resolved_at, episode
FROM added
"""
_SAVE = """
UPDATE alerts a SET severity = n.severity, last_seen_at = n.last_seen_at, status = n.status,
  count = n.count, resolved_at = n.resolved_at
FROM json_to_recordset($1::text::json)
AS n (id uuid, severity text, last_seen_at timestamptz, status text, count bigint,
  resolved_at timestamptz)
WHERE a.id = n.id
"""
_NO_LONGER_CURRENT = """
UPDATE alert_identities i
SET alert_id = CASE WHEN i.alert_id <> n.alert_id THEN i.alert_id END,
  ended_episode = coalesce(n.episode, i.ended_episode), quiet_since = n.resolved_at
FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::timestamptz[])
  AS n (integration_id, dedup_key, alert_id, episode, resolved_at)
WHERE i.integration_id = n.integration_id AND i.dedup_key = n.dedup_key
  AND (i.alert_id = n.alert_id OR n.episode IS NOT NULL)
"""
_GET = """
SELECT a.*, p.payload
FROM alerts a LEFT JOIN alert_payloads p ON p.alert_id = a.id
WHERE a.id = ANY($1::uuid[]) ORDER BY a.id
"""
_COUNT_FIRING = """
SELECT incident_id, count(*) AS firing FROM alerts
WHERE incident_id = ANY($1::uuid[]) AND status = 'firing' GROUP BY incident_id
"""
_ADD_UNREADABLE = """
INSERT INTO unreadable_signals (id, integration_id, received_at, body, reason)
SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::bytea[], $5::text[])
"""
# Walked along the primary key, which grows with time: what is old stands first.
_FORGET_UNREADABLE = """
WITH old AS (
  SELECT id FROM unreadable_signals WHERE received_at < $1
  ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED
), gone AS (
  DELETE FROM unreadable_signals u USING old WHERE u.id = old.id RETURNING 1
)
SELECT count(*) AS forgotten FROM gone
"""
_ADD_REFUSED_KEYS = """
INSERT INTO refused_keys AS k
  (digest, id, hint, length, door, address, times, first_seen_at, last_seen_at)
SELECT * FROM unnest($1::bytea[], $2::uuid[], $3::text[], $4::bigint[], $5::text[], $6::text[],
  $7::bigint[], $8::timestamptz[], $9::timestamptz[])
ON CONFLICT (digest) DO UPDATE SET door = excluded.door, address = excluded.address,
  times = k.times + excluded.times,
  last_seen_at = greatest(k.last_seen_at, excluded.last_seen_at)
"""
_GET_REFUSED_KEYS = "SELECT * FROM refused_keys WHERE digest = ANY($1::bytea[])"
_FORGET_REFUSED_KEYS = """
DELETE FROM refused_keys WHERE digest IN (
  SELECT digest FROM refused_keys ORDER BY last_seen_at DESC, id DESC OFFSET $1)
"""


_SEVERITIES, _STATUSES = meanings(Severity), meanings(AlertStatus)
_in_order = attrgetter("integration_id", "dedup_key")


@frozen
class PostgresAlertRepository:
    """Keeps alerts; an identity is locked before its alert is read.

    Args:
        saw_revision: Told the revision of the configuration once the identities were locked.
        saw_statuses: Told the statuses of the incidents of firing alerts.
    """

    _session: Session
    _saw_revision: Callable[[Row | None], None]
    _saw_statuses: Callable[[Mapping[IncidentId, str]], None]

    async def lock_identities(
        self, identities: Iterable[AlertIdentity]
    ) -> Mapping[AlertIdentity, Alert]:
        """Lock these identities in sorted order and return their firing alerts."""
        wanted = to_json(sorted(set(identities), key=_in_order))
        await self._session.run(_LOCK, wanted)
        found = await self._session.rows(_FIRING, wanted)
        self._saw_revision(found[0] if found else None)
        rows = [row for row in found if row["id"] is not None]
        self._saw_statuses(
            {
                row["incident_id"]: row["incident_status"]
                for row in rows
                if row["incident_status"] is not None
            }
        )
        return {alert.identity: alert for alert in map(to_alert, rows)}

    async def ended_episodes(
        self, identities: Iterable[AlertIdentity]
    ) -> Mapping[AlertIdentity, str]:
        """Return the firing that ended last of each of these, where its sender names them."""
        wanted = [(i.integration_id, i.dedup_key) for i in identities]
        columns = ([sender for sender, _ in wanted], [key for _, key in wanted])
        return {
            AlertIdentity(row["integration_id"], row["dedup_key"]): row["ended_episode"]
            for row in await self._session.rows(_ENDED_EPISODES, *columns)
        }

    async def add_many(self, alerts: Sequence[Alert]) -> None:
        """Write new alerts; a firing one becomes the alert of its identity."""
        await self._session.later(_ADD, to_json(alerts))

    async def save_many(self, alerts: Sequence[Alert]) -> None:
        """Write count, severity, status and times of these; the payload stays as it is."""
        rows = [
            {
                "id": a.id,
                "severity": a.severity,
                "last_seen_at": a.last_seen_at,
                "status": a.status,
                "count": a.count,
                "resolved_at": a.resolved_at,
            }
            for a in alerts
        ]
        await self._session.later(_SAVE, to_json(rows))
        over = [a for a in alerts if a.status is AlertStatus.RESOLVED]
        if over:
            await self._session.later(
                _NO_LONGER_CURRENT,
                [a.integration_id for a in over],
                [a.dedup_key for a in over],
                [a.id for a in over],
                [a.episode for a in over],
                [a.resolved_at for a in over],
            )

    async def get_many(self, ids: Iterable[AlertId]) -> Mapping[AlertId, Alert]:
        """Return those that exist, with their payload."""
        rows = await self._session.rows(_GET, list(ids))
        return {row["id"]: to_alert(row, row["payload"]) for row in rows}

    async def count_firing(self, incident_ids: Iterable[IncidentId]) -> Mapping[IncidentId, int]:
        """Return how many alerts of each of these incidents still fire."""
        rows = await self._session.rows(_COUNT_FIRING, list(incident_ids))
        return {row["incident_id"]: row["firing"] for row in rows}


def to_alert(row: Row, payload: object = None) -> Alert:
    """Return the alert of a row."""
    return Alert(
        id=row["id"],
        incident_id=row["incident_id"],
        integration_id=row["integration_id"],
        service_id=row["service_id"],
        dedup_key=row["dedup_key"],
        severity=_SEVERITIES[row["severity"]],
        title=row["title"],
        first_seen_at=row["first_seen_at"],
        last_seen_at=row["last_seen_at"],
        status=_STATUSES[row["status"]],
        source=row["source"],
        labels=row["labels"],
        annotations=row["annotations"],
        payload=payload,
        count=row["count"],
        resolved_at=row["resolved_at"],
        episode=row["episode"],
        suppressed_since=row["suppressed_since"],
    )


@frozen
class PostgresUnreadableSignalRepository:
    """Keeps what could not be understood, as it was posted."""

    _session: Session

    async def add_many(self, signals: Sequence[UnreadableSignal]) -> None:
        """Write these."""
        await self._session.later(
            _ADD_UNREADABLE,
            [s.id for s in signals],
            [s.integration_id for s in signals],
            [s.received_at for s in signals],
            [s.body for s in signals],
            [s.reason for s in signals],
        )

    async def forget_before(self, instant: datetime, limit: int) -> int:
        """Remove at most so many that were received before; return how many it were."""
        row = await self._session.row(_FORGET_UNREADABLE, instant, limit)
        return row["forgotten"] if row is not None else 0


@frozen
class PostgresRefusedKeyRepository:
    """Keeps which keys nobody has were sent."""

    _session: Session

    async def add_many(self, keys: Sequence[RefusedKey]) -> None:
        """Write these; a key that is known is counted on. The latest seen 1,000 are kept."""
        found = sorted(keys, key=lambda key: key.digest)
        await self._session.run(
            _ADD_REFUSED_KEYS,
            [k.digest for k in found],
            [k.id for k in found],
            [k.hint for k in found],
            [k.length for k in found],
            [k.door for k in found],
            [k.address for k in found],
            [k.times for k in found],
            [k.first_seen_at for k in found],
            [k.last_seen_at for k in found],
        )
        await self._session.run(_FORGET_REFUSED_KEYS, KEPT_KEYS)

    async def get_many(self, digests: Iterable[bytes]) -> Mapping[bytes, RefusedKey]:
        """Return those that are kept, by their digests."""
        rows = await self._session.rows(_GET_REFUSED_KEYS, list(digests))
        return {row["digest"]: RefusedKey(**row) for row in rows}
