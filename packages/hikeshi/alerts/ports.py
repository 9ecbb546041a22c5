"""What the alerts domain needs of the world."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from hikeshi.alerts.model.alert import Alert, AlertIdentity
from hikeshi.alerts.model.grouping import Grouping
from hikeshi.alerts.model.refused_key import RefusedKey
from hikeshi.alerts.model.route import Route
from hikeshi.alerts.model.unreadable_signal import UnreadableSignal
from hikeshi.kernel.ids import AlertId, IncidentId, RouteId
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
        """Write new alerts; a firing one becomes the alert of its identity."""
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


class UnreadableSignalRepository(Protocol):
    """Keeps what could not be understood, as it was posted."""

    async def add_many(self, signals: Sequence[UnreadableSignal]) -> None:
        """Write these."""
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
