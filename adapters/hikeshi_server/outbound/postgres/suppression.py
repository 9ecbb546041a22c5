"""Silences, maintenance windows and the alerts they suppress, in PostgreSQL."""

from collections.abc import Callable, Sequence
from datetime import datetime

from attrs import frozen

from hikeshi.alerts.model.alert import Alert, AlertIdentity
from hikeshi.alerts.model.maintenance_window import MaintenanceWindow
from hikeshi.alerts.model.silence import Silence
from hikeshi.alerts.ports import SuppressedAlert
from hikeshi.kernel.ids import AlertId, MaintenanceWindowId, SilenceId
from hikeshi_server.outbound.postgres.documents import Kind, PostgresDocuments
from hikeshi_server.outbound.postgres.records import MaintenanceWindowRecord, SilenceRecord
from hikeshi_server.outbound.postgres.session import Row, Session

SILENCES = Kind(record=SilenceRecord, cls=Silence)
MAINTENANCE_WINDOWS = Kind(
    record=MaintenanceWindowRecord,
    cls=MaintenanceWindow,
    columns=lambda window, _: {"key": window.key},
)

_PLAN = """
INSERT INTO suppressed_alerts AS s (alert_id, integration_id, dedup_key, since, due_at)
SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::timestamptz[], $5::timestamptz[])
  AS p (alert_id, integration_id, dedup_key, since, due_at) ORDER BY alert_id
ON CONFLICT (alert_id) DO UPDATE SET due_at = excluded.due_at
"""
_MARK = """
UPDATE alerts a SET suppressed_since = p.since
FROM unnest($1::uuid[], $2::timestamptz[]) AS p (alert_id, since)
WHERE a.id = p.alert_id AND a.suppressed_since IS DISTINCT FROM p.since
"""
# Locked in the order of their ids, as every other change of these rows does: nobody deadlocks.
_DROP = """
DELETE FROM suppressed_alerts WHERE alert_id IN (
  SELECT alert_id FROM suppressed_alerts WHERE alert_id = ANY($1::uuid[])
  ORDER BY alert_id FOR UPDATE
)
"""
_RELEASE = """
UPDATE alerts a SET suppressed_since = NULL, incident_id = r.incident_id
FROM unnest($1::uuid[], $2::uuid[]) AS r (alert_id, incident_id)
WHERE a.id = r.alert_id
"""
_DUE = """
SELECT alert_id, integration_id, dedup_key, since, due_at FROM suppressed_alerts
WHERE due_at <= $1 ORDER BY due_at, alert_id LIMIT $2
"""
_NEXT = "SELECT min(due_at) AS due_at FROM suppressed_alerts"
_LOOK_AGAIN = """
UPDATE suppressed_alerts SET due_at = $1 WHERE alert_id IN (
  SELECT alert_id FROM suppressed_alerts ORDER BY alert_id FOR UPDATE
)
"""


class PostgresSilenceRepository(PostgresDocuments[SilenceId, Silence], kind=SILENCES):
    """Keeps silences."""


class PostgresMaintenanceWindowRepository(
    PostgresDocuments[MaintenanceWindowId, MaintenanceWindow], kind=MAINTENANCE_WINDOWS
):
    """Keeps maintenance windows."""


@frozen
class PostgresSuppressedAlerts:
    """Keeps which alerts are suppressed, and when each is looked at again."""

    _session: Session
    _plan: Callable[[datetime], None]

    async def plan_many(self, alerts: Sequence[SuppressedAlert]) -> None:
        """Mark written alerts as suppressed, and plan when each is looked at again."""
        if not alerts:
            return
        ids, since = [a.alert_id for a in alerts], [a.since for a in alerts]
        await self._session.run(_MARK, ids, since)
        await self._session.run(
            _PLAN,
            ids,
            [a.identity.integration_id for a in alerts],
            [a.identity.dedup_key for a in alerts],
            since,
            [a.due_at for a in alerts],
        )
        for planned in alerts:
            if planned.due_at is not None:
                self._plan(planned.due_at)

    async def drop_many(self, ids: Sequence[AlertId]) -> None:
        """Plan nothing any more; that they were suppressed stays written."""
        await self._session.run(_DROP, list(ids))

    async def release_many(self, alerts: Sequence[Alert]) -> None:
        """Let alerts belong to the incident they name, suppressed no more; plan nothing."""
        ids = [alert.id for alert in alerts]
        await self._session.run(_RELEASE, ids, [alert.incident_id for alert in alerts])
        await self.drop_many(ids)

    async def due(self, now: datetime, limit: int) -> Sequence[SuppressedAlert]:
        """Return those to be looked at by `now`, the longest overdue first; no lock."""
        return [_read(row) for row in await self._session.rows(_DUE, now, limit)]

    async def next_due_at(self) -> datetime | None:
        """Return when the next one is to be looked at."""
        row = await self._session.row(_NEXT)
        return row["due_at"] if row is not None else None

    async def look_again(self, now: datetime) -> None:
        """Let every suppressed alert be looked at now: what suppresses it may be over."""
        await self._session.run(_LOOK_AGAIN, now)
        self._plan(now)


def _read(row: Row) -> SuppressedAlert:
    return SuppressedAlert(
        alert_id=row["alert_id"],
        identity=AlertIdentity(row["integration_id"], row["dedup_key"]),
        since=row["since"],
        due_at=row["due_at"],
    )
