"""What is read about alerts, unreadable signals and refused keys, and the port that lists them."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar, Protocol
from uuid import UUID

from attrs import frozen

from hikeshi.alerts.model.alert import Alert, AlertIdentity, AlertStatus
from hikeshi.alerts.model.refused_key import RefusedKey
from hikeshi.alerts.model.unreadable_signal import UnreadableSignal
from hikeshi.kernel.ids import IncidentId, IntegrationId, ServiceId
from hikeshi.kernel.paging import PageOf, PageRequest
from hikeshi.kernel.severity import Severity


@frozen(kw_only=True)
class AlertFilters:
    """Which alerts are wanted; nothing = all. Several severities: any of them."""

    SORTS: ClassVar[tuple[str, ...]] = ("-first_seen_at", "first_seen_at")

    incident_id: IncidentId | None = None
    service_id: ServiceId | None = None
    integration_id: IntegrationId | None = None
    status: AlertStatus | None = None
    severity: tuple[Severity, ...] | None = None
    dedup_key: str | None = None


@frozen(kw_only=True)
class UnreadableSignalFilters:
    """Which unreadable signals are wanted; nothing = all."""

    SORTS: ClassVar[tuple[str, ...]] = ("-received_at", "received_at")

    integration_id: IntegrationId | None = None


@frozen(kw_only=True)
class UnreadableSignalView:
    """A message that could not be understood.

    Args:
        body: What came, as text; bytes that are no UTF-8 are shown as U+FFFD.
    """

    id: UUID
    integration_id: IntegrationId
    received_at: datetime
    reason: str
    body: str


@frozen(kw_only=True)
class RefusedKeyFilters:
    """Which refused keys are wanted: there is nothing to choose."""

    SORTS: ClassVar[tuple[str, ...]] = ("-last_seen_at", "last_seen_at")


@frozen(kw_only=True)
class RefusedKeyView:
    """A key nobody has, as operators see it: enough to find the sender, nothing to use.

    Args:
        hint: The first characters of what was sent.
        length: How many characters it had; keys of integrations have 32.
        door: The address it was posted to.
        address: Who posted it last.
        times: How often it came.
    """

    id: UUID
    hint: str
    length: int
    door: str
    address: str
    times: int
    first_seen_at: datetime
    last_seen_at: datetime


class AlertQueries(Protocol):
    """Lists alerts, unreadable signals and refused keys without locking anything."""

    async def list_page(self, page: PageRequest, filters: AlertFilters) -> PageOf[Alert]:
        """Return a page of the alerts that pass the filters, without their payload."""
        ...

    async def identities_of(self, incident_id: IncidentId) -> Sequence[AlertIdentity]:
        """Return the identities of the incident's alerts."""
        ...

    async def unreadable_page(
        self, page: PageRequest, filters: UnreadableSignalFilters
    ) -> PageOf[UnreadableSignalView]:
        """Return a page of what could not be understood."""
        ...

    async def refused_keys_page(
        self, page: PageRequest, filters: RefusedKeyFilters
    ) -> PageOf[RefusedKeyView]:
        """Return a page of the keys nobody has."""
        ...


def unreadable_signal_view(signal: UnreadableSignal) -> UnreadableSignalView:
    """Return the message as operators see it."""
    return UnreadableSignalView(
        id=signal.id,
        integration_id=signal.integration_id,
        received_at=signal.received_at,
        reason=signal.reason,
        body=signal.body.decode("utf-8", "replace"),
    )


def refused_key_view(key: RefusedKey) -> RefusedKeyView:
    """Return the key as operators see it."""
    return RefusedKeyView(
        id=key.id,
        hint=key.hint,
        length=key.length,
        door=key.door,
        address=key.address,
        times=key.times,
        first_seen_at=key.first_seen_at,
        last_seen_at=key.last_seen_at,
    )
