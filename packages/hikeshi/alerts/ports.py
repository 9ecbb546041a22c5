"""What the alerts domain needs of the world."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from attrs import frozen

from hikeshi.alerts.model.alert import Alert, AlertIdentity
from hikeshi.alerts.model.grouping import Grouping
from hikeshi.alerts.model.maintenance_window import MaintenanceWindow
from hikeshi.alerts.model.refused_key import RefusedKey
from hikeshi.alerts.model.route import Route
from hikeshi.alerts.model.silence import Silence
from hikeshi.alerts.model.unreadable_signal import UnreadableSignal
from hikeshi.kernel.ids import AlertId, IncidentId, MaintenanceWindowId, RouteId, SilenceId
from hikeshi.kernel.work import Documents, Recorder


class AlertRepository(Protocol):
    """Keeps alerts; an identity is locked before its alert is read."""

    async def lock_identities(
        self, identities: Iterable[AlertIdentity]
    ) -> Mapping[AlertIdentity, Alert]:
        """Lock these identities in sorted order and return their firing alerts.

        The alerts are read after the lock was taken and come without their payload.
        """
        ...

    async def ended_episodes(
        self, identities: Iterable[AlertIdentity]
    ) -> Mapping[AlertIdentity, str]:
        """Return the firing that ended last of each of these, where its sender names them."""
        ...

    async def add_many(self, alerts: Sequence[Alert]) -> None:
        """Write new alerts; a firing one becomes the alert of its identity.

        That they are suppressed is written by `SuppressedAlerts`.
        """
        ...

    async def save_many(self, alerts: Sequence[Alert]) -> None:
        """Write count, severity, status and times of these; the payload stays as it is."""
        ...

    async def get_many(self, ids: Iterable[AlertId]) -> Mapping[AlertId, Alert]:
        """Return those that exist, with their payload."""
        ...

    async def count_firing(self, incident_ids: Iterable[IncidentId]) -> Mapping[IncidentId, int]:
        """Return how many alerts of each of these incidents still fire."""
        ...


@frozen
class QuietStretch:
    """A stretch of identities, in their order, that was looked at.

    Args:
        end: The last one looked at.
        forgotten: How many of them are forgotten.
    """

    end: AlertIdentity
    forgotten: int


class QuietIdentities(Protocol):
    """Forgets identities under which nothing fires."""

    async def forget(
        self, after: QuietStretch | None, before: datetime, limit: int
    ) -> QuietStretch | None:
        """Look at the next so many identities; forget those that are quiet since before then.

        One of which nobody knows since when it is quiet counts from now on. What is locked is
        left for the next time. Returns nothing when there is none left to look at.
        """
        ...


class IncidentAlerts(Protocol):
    """Finds alerts for verbs that begin at their incident, and lets them fire again."""

    async def identities_firing(
        self, incident_ids: Collection[IncidentId]
    ) -> Sequence[AlertIdentity]:
        """Return the identities of these incidents' firing alerts; no lock."""
        ...

    async def ended_with(self, incident_id: IncidentId) -> Sequence[Alert]:
        """Return the alerts that ended only because a person resolved the incident; no lock.

        They ended in the instant the incident did, and their source was heard last before that.
        """
        ...

    async def fire_again(self, alerts: Sequence[Alert]) -> None:
        """Write these as firing; each is the alert of its identity from now on."""
        ...


@frozen(kw_only=True)
class SuppressedAlert:
    """A firing alert nobody is told of.

    Args:
        due_at: When it is looked at again; nothing = when a silence or window changes.
    """

    alert_id: AlertId
    identity: AlertIdentity
    since: datetime
    due_at: datetime | None


class SuppressedAlerts(Protocol):
    """Keeps which alerts are suppressed, and when each is looked at again."""

    async def plan_many(self, alerts: Sequence[SuppressedAlert]) -> None:
        """Mark written alerts as suppressed, and plan when each is looked at again."""
        ...

    async def drop_many(self, ids: Sequence[AlertId]) -> None:
        """Plan nothing any more; that they were suppressed stays written."""
        ...

    async def release_many(self, alerts: Sequence[Alert]) -> None:
        """Let alerts belong to the incident they name, suppressed no more; plan nothing."""
        ...

    async def due(self, now: datetime, limit: int) -> Sequence[SuppressedAlert]:
        """Return those to be looked at by `now`, the longest overdue first; no lock."""
        ...

    async def next_due_at(self) -> datetime | None:
        """Return when the next one is to be looked at."""
        ...

    async def look_again(self, now: datetime) -> None:
        """Let every suppressed alert be looked at now: what suppresses it may be over."""
        ...


class SilenceRepository(Documents[SilenceId, Silence], Protocol):
    """Keeps silences."""


class MaintenanceWindowRepository(Documents[MaintenanceWindowId, MaintenanceWindow], Protocol):
    """Keeps maintenance windows."""


class UnreadableSignalRepository(Protocol):
    """Keeps what could not be understood, as it was posted."""

    async def add_many(self, signals: Sequence[UnreadableSignal]) -> None:
        """Write these."""
        ...

    async def forget_before(self, instant: datetime, limit: int) -> int:
        """Remove at most so many that were received before; return how many it were."""
        ...


class RefusedKeyRepository(Protocol):
    """Keeps which keys nobody has were sent, so that operators see a sender that is shut out."""

    async def add_many(self, keys: Sequence[RefusedKey]) -> None:
        """Write these; a key that is known is counted on. The latest seen 1,000 are kept."""
        ...

    async def get_many(self, digests: Iterable[bytes]) -> Mapping[bytes, RefusedKey]:
        """Return those that are kept, by their digests."""
        ...


class RouteRepository(Documents[RouteId, Route], Protocol):
    """Keeps the ordered routes."""


class GroupingRepository(Protocol):
    """Keeps how services group their alerts."""

    async def list_all(self) -> Sequence[Grouping]:
        """Return all of them."""
        ...

    async def replace_all(self, groupings: Sequence[Grouping]) -> None:
        """Write these instead of those that were there."""
        ...


class AlertWork(Recorder, Protocol):
    """The part of a unit of work the alerts domain sees."""

    @property
    def alerts(self) -> AlertRepository:
        """The alerts."""
        ...

    @property
    def incident_alerts(self) -> IncidentAlerts:
        """The alerts of one incident."""
        ...

    @property
    def quiet_identities(self) -> QuietIdentities:
        """The identities under which nothing fires."""
        ...

    @property
    def suppressed_alerts(self) -> SuppressedAlerts:
        """The alerts nobody is told of."""
        ...

    @property
    def silences(self) -> SilenceRepository:
        """The silences."""
        ...

    @property
    def maintenance_windows(self) -> MaintenanceWindowRepository:
        """The maintenance windows."""
        ...

    @property
    def unreadable_signals(self) -> UnreadableSignalRepository:
        """What could not be understood."""
        ...

    @property
    def refused_keys(self) -> RefusedKeyRepository:
        """The keys nobody has."""
        ...

    @property
    def routes(self) -> RouteRepository:
        """The routes."""
        ...

    @property
    def groupings(self) -> GroupingRepository:
        """How services group their alerts."""
        ...
