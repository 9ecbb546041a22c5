"""What happens to alerts."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from attrs import frozen

from hikeshi.kernel.events import Event
from hikeshi.kernel.ids import (
    AlertId,
    IncidentId,
    IntegrationId,
    MaintenanceWindowId,
    ServiceId,
    SilenceId,
    TeamId,
)
from hikeshi.kernel.severity import Severity


@frozen(kw_only=True)
class AlertEvent(Event):
    """Something that happened to an alert of an incident."""

    alert_id: AlertId
    incident_id: IncidentId


@frozen(kw_only=True)
class AlertOpened(AlertEvent):
    """A source says something is wrong that was not, or not any more.

    Args:
        joins: It joins an incident that is already open.
        group_key: What alerts of the incident have in common, where the service groups.
        suppressed_since: It has fired since then, into a silence or maintenance that is over now.
    """

    title: str
    severity: Severity
    service_id: ServiceId | None
    labels: Mapping[str, str]
    description: str = ""
    joins: bool = False
    group_key: str | None = None
    suppressed_since: datetime | None = None


@frozen(kw_only=True)
class AlertSuppressed(AlertEvent):
    """A source says something is wrong of which nobody wants to hear now.

    Args:
        incident_id: Of the incident that begins if it still fires when that ends.
        by: The integration; what suppresses it stands in `suppressed_by`.
        suppressed_by: The silences and maintenance windows that apply.
        why: What people wrote when they made them.
        until: When the last of them ends; nothing = it is not known.
    """

    title: str
    severity: Severity
    service_id: ServiceId | None
    labels: Mapping[str, str]
    suppressed_by: tuple[UUID, ...]
    why: str
    until: datetime | None


@frozen(kw_only=True)
class AlertRepeated(AlertEvent):
    """A source fired again; one event stands for `count` triggers of a batch.

    Args:
        severity: The alert's severity now.
        raised: It is worse than before.
    """

    count: int
    severity: Severity
    raised: bool


@frozen(kw_only=True)
class LateTriggerDropped(Event):
    """A source repeated a firing that had already ended: a replica lags behind.

    Args:
        episode: What names the firing.
    """

    integration_id: IntegrationId
    dedup_key: str
    episode: str


@frozen(kw_only=True)
class AlertAcknowledged(AlertEvent):
    """A source says that somebody has it."""


@frozen(kw_only=True)
class AlertResolved(AlertEvent):
    """A source says that it is over, or its incident is: a person or a timer resolved that.

    Args:
        by: The integration, or who resolved the incident.
        suppressed: No incident knows of it: it was over before its suppression was.
        with_incident: The incident was resolved first, so that nothing follows for it.
    """

    suppressed: bool = False
    with_incident: bool = False


@frozen(kw_only=True)
class GroupingsReplaced(Event):
    """Somebody wrote anew how services group their alerts.

    Args:
        count: How many services group theirs now.
    """

    count: int


@frozen(kw_only=True)
class RoutesReplaced(Event):
    """Somebody wrote the list of routes anew; how many there are now."""

    count: int


@frozen(kw_only=True)
class SilenceEvent(Event):
    """Something that happened to one silence."""

    silence_id: SilenceId


@frozen(kw_only=True)
class SilenceCreated(SilenceEvent):
    """Somebody does not want to hear of some alerts for a while.

    Args:
        matchers: The conditions as people write them, such as `env=test`.
    """

    matchers: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime
    comment: str
    team_id: TeamId | None


@frozen(kw_only=True)
class SilenceEdited(SilenceEvent):
    """Somebody changed a silence; its new span, and which fields changed."""

    fields: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime


@frozen(kw_only=True)
class SilenceEnded(SilenceEvent):
    """Somebody ended a silence before its time."""


@frozen(kw_only=True)
class MaintenanceWindowEvent(Event):
    """Something that happened to one maintenance window."""

    maintenance_window_id: MaintenanceWindowId


@frozen(kw_only=True)
class MaintenanceWindowCreated(MaintenanceWindowEvent):
    """Somebody works on services for a while, or until further notice."""

    service_ids: tuple[ServiceId, ...]
    starts_at: datetime
    ends_at: datetime | None
    reason: str
    team_id: TeamId | None


@frozen(kw_only=True)
class MaintenanceWindowEdited(MaintenanceWindowEvent):
    """Somebody changed a maintenance window; its new span, and which fields changed."""

    fields: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime | None


@frozen(kw_only=True)
class MaintenanceWindowEnded(MaintenanceWindowEvent):
    """Somebody ended a maintenance window before its time."""
