"""What is read about alerts, unreadable signals and refused keys, and the port that lists them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar, Protocol
from uuid import UUID

from attrs import fields, frozen

from hikeshi.alerts.model.alert import Alert, AlertIdentity, AlertStatus
from hikeshi.alerts.model.maintenance_window import MaintenanceWindow
from hikeshi.alerts.model.matcher import Matcher
from hikeshi.alerts.model.refused_key import RefusedKey
from hikeshi.alerts.model.silence import Silence
from hikeshi.alerts.model.span import SpanState
from hikeshi.alerts.model.unreadable_signal import UnreadableSignal
from hikeshi.kernel.ids import (
    AlertId,
    IncidentId,
    IntegrationId,
    MaintenanceWindowId,
    ServiceId,
    SilenceId,
    TeamId,
    UserId,
)
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


@frozen(kw_only=True)
class AlertView:
    """An alert as people see it.

    Args:
        incident_id: Nothing while it is suppressed: its incident has not begun, if it ever does.
        suppressed_since: Since when nobody is told of it, or was until it was over.
    """

    id: AlertId
    incident_id: IncidentId | None
    integration_id: IntegrationId
    service_id: ServiceId | None
    dedup_key: str
    severity: Severity
    title: str
    first_seen_at: datetime
    last_seen_at: datetime
    status: AlertStatus
    source: str
    labels: Mapping[str, str]
    annotations: Mapping[str, str]
    payload: Any
    count: int
    resolved_at: datetime | None
    episode: str | None
    suppressed_since: datetime | None


def alert_view(alert: Alert) -> AlertView:
    """Return the alert as people see it."""
    shown = {entry.name: getattr(alert, entry.name) for entry in fields(AlertView)}
    if alert.suppressed_since is not None:
        shown["incident_id"] = None
    return AlertView(**shown)


@frozen(kw_only=True)
class SilenceFilters:
    """Which silences are wanted; nothing = all."""

    SORTS: ClassVar[tuple[str, ...]] = ("-starts_at", "starts_at", "ends_at", "-ends_at")

    state: SpanState | None = None
    team_id: TeamId | None = None
    created_by: UserId | None = None


@frozen(kw_only=True)
class SilenceView:
    """A silence as people see it.

    Args:
        state: Whether it is still to come, holds, or is over.
    """

    id: SilenceId
    state: SpanState
    matchers: tuple[Matcher, ...]
    starts_at: datetime
    ends_at: datetime
    comment: str
    created_by: UserId | None
    team_id: TeamId | None
    version: int


def silence_view(silence: Silence, now: datetime) -> SilenceView:
    """Return the silence as it stands at that instant."""
    return SilenceView(
        id=silence.id,
        state=silence.state(now),
        matchers=silence.matchers,
        starts_at=silence.starts_at,
        ends_at=silence.ends_at,
        comment=silence.comment,
        created_by=silence.created_by,
        team_id=silence.team_id,
        version=silence.version,
    )


@frozen(kw_only=True)
class MaintenanceWindowFilters:
    """Which maintenance windows are wanted; nothing = all."""

    SORTS: ClassVar[tuple[str, ...]] = ("-starts_at", "starts_at")

    key: str | None = None
    state: SpanState | None = None
    service_id: ServiceId | None = None
    team_id: TeamId | None = None


@frozen(kw_only=True)
class MaintenanceWindowView:
    """A maintenance window as people see it.

    Args:
        state: Whether it is still to come, holds, or is over.
        ends_at: Nothing = until somebody ends it.
    """

    id: MaintenanceWindowId
    key: str | None
    state: SpanState
    service_ids: tuple[ServiceId, ...]
    starts_at: datetime
    ends_at: datetime | None
    reason: str
    team_id: TeamId | None
    created_by: UserId | None
    version: int


def maintenance_window_view(window: MaintenanceWindow, now: datetime) -> MaintenanceWindowView:
    """Return the window as it stands at that instant."""
    return MaintenanceWindowView(
        id=window.id,
        key=window.key,
        state=window.state(now),
        service_ids=window.service_ids,
        starts_at=window.starts_at,
        ends_at=window.ends_at,
        reason=window.reason,
        team_id=window.team_id,
        created_by=window.created_by,
        version=window.version,
    )


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
