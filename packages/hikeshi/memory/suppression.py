"""Silences, maintenance windows and the alerts they suppress, in memory."""

from collections.abc import Sequence
from datetime import datetime

from attrs import evolve, frozen

from hikeshi.alerts.model.alert import Alert, AlertStatus
from hikeshi.alerts.model.maintenance_window import MaintenanceWindow
from hikeshi.alerts.model.silence import Silence
from hikeshi.alerts.ports import SuppressedAlert
from hikeshi.kernel.ids import AlertId, IncidentId, MaintenanceWindowId, SilenceId
from hikeshi.memory.documents import InMemoryDocuments
from hikeshi.memory.store import Store


class InMemorySilenceRepository(InMemoryDocuments[SilenceId, Silence]):
    """Keeps silences."""


class InMemoryMaintenanceWindowRepository(
    InMemoryDocuments[MaintenanceWindowId, MaintenanceWindow]
):
    """Keeps maintenance windows."""


@frozen
class InMemorySuppressedAlerts:
    """Keeps which alerts are suppressed, and when each is looked at again."""

    store: Store

    async def plan_many(self, alerts: Sequence[SuppressedAlert]) -> None:
        """Mark written alerts as suppressed, and plan when each is looked at again."""
        for planned in alerts:
            alert = self.store.alerts.rows[planned.alert_id]
            self.store.alerts.put(alert.id, evolve(alert, suppressed_since=planned.since))
            self.store.suppressed.put(alert.id, planned)

    async def drop_many(self, ids: Sequence[AlertId]) -> None:
        """Plan nothing any more."""
        for found in ids:
            self.store.suppressed.drop(found)

    async def release_many(self, alerts: Sequence[Alert]) -> None:
        """Let alerts belong to the incident they name, suppressed no more; plan nothing."""
        for alert in alerts:
            before = self.store.alerts.rows[alert.id]
            self.store.alerts.put(alert.id, before.released(alert.incident_id))
            self.store.suppressed.drop(alert.id)
            self._move(before, alert.incident_id)

    def _move(self, before: Alert, incident_id: IncidentId) -> None:
        table = self.store.firing_of
        former = table.rows.get(before.incident_id, frozenset())
        table.put(before.incident_id, former - {before.id})
        if before.status is AlertStatus.FIRING:
            table.put(incident_id, table.rows.get(incident_id, frozenset()) | {before.id})

    async def due(self, now: datetime, limit: int) -> Sequence[SuppressedAlert]:
        """Return those to be looked at by `now`, the longest overdue first."""
        rows = self.store.suppressed.rows.values()
        due = [(row.due_at, row.alert_id) for row in rows if row.due_at and row.due_at <= now]
        return [self.store.suppressed.rows[alert_id] for _, alert_id in sorted(due)[:limit]]

    async def next_due_at(self) -> datetime | None:
        """Return when the next one is to be looked at."""
        return self.earliest()

    def earliest(self) -> datetime | None:
        """Return when the next one is to be looked at, without a wait."""
        rows = self.store.suppressed.rows.values()
        return min((row.due_at for row in rows if row.due_at is not None), default=None)

    async def look_again(self, now: datetime) -> None:
        """Let every suppressed alert be looked at now."""
        for alert_id, row in list(self.store.suppressed.rows.items()):
            self.store.suppressed.put(alert_id, evolve(row, due_at=now))
