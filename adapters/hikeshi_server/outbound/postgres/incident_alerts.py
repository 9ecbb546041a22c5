"""Alerts as verbs find them that begin at their incident, in PostgreSQL."""

from collections.abc import Collection, Sequence

from attrs import frozen

from hikeshi.alerts.model.alert import Alert, AlertIdentity
from hikeshi.kernel.ids import IncidentId
from hikeshi_server.outbound.postgres.alerts import to_alert
from hikeshi_server.outbound.postgres.session import Session

_FIRING = """
SELECT integration_id, dedup_key FROM alerts
WHERE incident_id = ANY($1::uuid[]) AND status = 'firing' ORDER BY integration_id, dedup_key
"""
_ENDED_WITH = """
SELECT a.* FROM alerts a JOIN incidents n ON n.id = a.incident_id
WHERE a.incident_id = $1 AND a.status = 'resolved' AND a.resolved_at = n.resolved_at
  AND a.last_seen_at < a.resolved_at
ORDER BY a.id
"""
_FIRE_AGAIN = """
WITH again AS (
  UPDATE alerts SET status = 'firing', resolved_at = NULL WHERE id = ANY($1::uuid[])
  RETURNING id, integration_id, dedup_key
)
UPDATE alert_identities i SET alert_id = again.id FROM again
WHERE i.integration_id = again.integration_id AND i.dedup_key = again.dedup_key
"""


@frozen
class PostgresIncidentAlerts:
    """Finds alerts for verbs that begin at their incident, and lets them fire again."""

    _session: Session

    async def identities_firing(
        self, incident_ids: Collection[IncidentId]
    ) -> Sequence[AlertIdentity]:
        """Return the identities of these incidents' firing alerts; no lock."""
        rows = await self._session.rows(_FIRING, list(incident_ids))
        return [AlertIdentity(row["integration_id"], row["dedup_key"]) for row in rows]

    async def ended_with(self, incident_id: IncidentId) -> Sequence[Alert]:
        """Return the alerts that ended only because a person resolved the incident; no lock."""
        return [to_alert(row) for row in await self._session.rows(_ENDED_WITH, incident_id)]

    async def fire_again(self, alerts: Sequence[Alert]) -> None:
        """Write these as firing; each is the alert of its identity from now on."""
        await self._session.run(_FIRE_AGAIN, [alert.id for alert in alerts])
