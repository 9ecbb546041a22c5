"""Alerts, routes and groupings in memory."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from attrs import evolve, frozen

from hikeshi.alerts.model.alert import Alert, AlertIdentity, AlertStatus
from hikeshi.alerts.model.grouping import Grouping
from hikeshi.alerts.model.refused_key import KEPT_KEYS, RefusedKey
from hikeshi.alerts.model.route import Route
from hikeshi.alerts.model.unreadable_signal import UnreadableSignal
from hikeshi.alerts.ports import QuietStretch
from hikeshi.kernel.ids import AlertId, IncidentId, RouteId
from hikeshi.memory.documents import InMemoryDocuments
from hikeshi.memory.store import Store


@frozen
class InMemoryAlertRepository:
    """Keeps alerts."""

    store: Store

    async def lock_identities(
        self, identities: Iterable[AlertIdentity]
    ) -> Mapping[AlertIdentity, Alert]:
        """Return the firing alerts of these identities, without their payload."""
        found = self.store.firing.pick(identities)
        return {
            identity: evolve(self.store.alerts.rows[alert_id], payload=None)
            for identity, alert_id in found.items()
        }

    async def ended_episodes(
        self, identities: Iterable[AlertIdentity]
    ) -> Mapping[AlertIdentity, str]:
        """Return the firing that ended last of each of these, where its sender names them."""
        return self.store.ended_episodes.pick(identities)

    async def add_many(self, alerts: Sequence[Alert]) -> None:
        """Write new alerts; a firing one becomes the alert of its identity."""
        for alert in alerts:
            quiet = alert.suppressed_since is not None
            kept = evolve(alert, suppressed_since=None) if quiet else alert
            self.store.alerts.put(alert.id, kept)
            self._keep_identity(alert)

    async def save_many(self, alerts: Sequence[Alert]) -> None:
        """Write count, severity, status and times of these; the payload stays as it is."""
        for alert in alerts:
            before = self.store.alerts.rows[alert.id]
            kept = evolve(
                alert,
                incident_id=before.incident_id,
                payload=before.payload,
                episode=before.episode,
                suppressed_since=before.suppressed_since,
            )
            self.store.alerts.put(alert.id, kept)
            self._keep_identity(evolve(kept, episode=alert.episode))

    async def get_many(self, ids: Iterable[AlertId]) -> Mapping[AlertId, Alert]:
        """Return those that exist, with their payload."""
        return self.store.alerts.pick(ids)

    async def count_firing(self, incident_ids: Iterable[IncidentId]) -> Mapping[IncidentId, int]:
        """Return how many alerts of each of these incidents still fire."""
        found = self.store.firing_of.pick(incident_ids)
        return {incident_id: len(alerts) for incident_id, alerts in found.items() if alerts}

    def _keep_identity(self, alert: Alert) -> None:
        others = self.store.firing_of.rows.get(alert.incident_id, frozenset()) - {alert.id}
        firing = others | {alert.id} if alert.status is AlertStatus.FIRING else others
        self.store.firing_of.put(alert.incident_id, firing)
        if alert.status is AlertStatus.FIRING:
            self.store.firing.put(alert.identity, alert.id)
            return
        if self.store.firing.rows.get(alert.identity) == alert.id:
            self.store.firing.drop(alert.identity)
        if alert.episode is not None:
            self.store.ended_episodes.put(alert.identity, alert.episode)


@frozen
class InMemoryQuietIdentities:
    """Forgets identities under which nothing fires."""

    store: Store

    async def forget(
        self, after: QuietStretch | None, before: datetime, limit: int
    ) -> QuietStretch | None:
        """Look at the next so many identities; forget those that are quiet since before then."""
        known = {alert.identity for alert in self.store.alerts.rows.values()}
        stretch = sorted(each for each in known if after is None or each > after.end)[:limit]
        if not stretch:
            return None
        quiet = [
            each
            for each in stretch
            if each in self.store.ended_episodes.rows and self._quiet_since(each, before)
        ]
        for each in quiet:
            self.store.ended_episodes.drop(each)
        return QuietStretch(stretch[-1], len(quiet))

    def _quiet_since(self, identity: AlertIdentity, before: datetime) -> bool:
        return all(
            alert.resolved_at is not None and alert.resolved_at < before
            for alert in self.store.alerts.rows.values()
            if alert.identity == identity
        )


@frozen
class InMemoryIncidentAlerts:
    """Finds alerts for verbs that begin at their incident, and lets them fire again."""

    store: Store

    async def identities_firing(
        self, incident_ids: Collection[IncidentId]
    ) -> Sequence[AlertIdentity]:
        """Return the identities of these incidents' firing alerts."""
        of_each = (self.store.firing_of.rows.get(found, frozenset()) for found in incident_ids)
        return sorted(self.store.alerts.rows[found].identity for ids in of_each for found in ids)

    async def ended_with(self, incident_id: IncidentId) -> Sequence[Alert]:
        """Return the alerts that ended only because a person resolved the incident."""
        incident = self.store.incidents.rows.get(incident_id)
        return [
            evolve(alert, payload=None)
            for alert in self.store.alerts.rows.values()
            if incident is not None
            and alert.incident_id == incident_id
            and alert.resolved_at is not None
            and alert.last_seen_at < alert.resolved_at == incident.resolved_at
        ]

    async def fire_again(self, alerts: Sequence[Alert]) -> None:
        """Write these as firing; each is the alert of its identity from now on."""
        await InMemoryAlertRepository(self.store).save_many(alerts)


@frozen
class InMemoryUnreadableSignalRepository:
    """Keeps what could not be understood, as it was posted."""

    store: Store

    async def add_many(self, signals: Sequence[UnreadableSignal]) -> None:
        """Write these."""
        for signal in signals:
            self.store.unreadable.put(signal.id, signal)

    async def forget_before(self, instant: datetime, limit: int) -> int:
        """Remove at most so many that were received before; return how many it were."""
        kept = self.store.unreadable.rows.values()
        old = [signal.id for signal in kept if signal.received_at < instant][:limit]
        for signal_id in old:
            self.store.unreadable.drop(signal_id)
        return len(old)


@frozen
class InMemoryRefusedKeyRepository:
    """Keeps which keys nobody has were sent."""

    store: Store

    async def add_many(self, keys: Sequence[RefusedKey]) -> None:
        """Write these; a key that is known is counted on. The latest seen 1,000 are kept."""
        table = self.store.refused_keys
        for key in keys:
            known = table.rows.get(key.digest, None)
            table.put(key.digest, key if known is None else known.seen_again(key))
        oldest = sorted(table.rows.values(), key=lambda key: (key.last_seen_at, key.id))
        for key in oldest[: max(0, len(oldest) - KEPT_KEYS)]:
            table.drop(key.digest)

    async def get_many(self, digests: Iterable[bytes]) -> Mapping[bytes, RefusedKey]:
        """Return those that are kept, by their digests."""
        return self.store.refused_keys.pick(digests)


class InMemoryRouteRepository(InMemoryDocuments[RouteId, Route]):
    """Keeps the ordered routes."""


@frozen
class InMemoryGroupingRepository:
    """Keeps how services group their alerts."""

    store: Store

    async def list_all(self) -> Sequence[Grouping]:
        """Return all of them."""
        return list(self.store.groupings.rows.values())

    async def replace_all(self, groupings: Sequence[Grouping]) -> None:
        """Write these instead of those that were there."""
        for service_id in tuple(self.store.groupings.rows):
            self.store.groupings.drop(service_id)
        for grouping in groupings:
            self.store.groupings.put(grouping.service_id, grouping)
        self.store.configuration_changed()
