"""What happens to alerts."""

from collections.abc import Mapping

from attrs import frozen

from hikeshi.kernel.events import Event
from hikeshi.kernel.ids import AlertId, IncidentId, IntegrationId, ServiceId
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
    """

    title: str
    severity: Severity
    service_id: ServiceId | None
    labels: Mapping[str, str]
    description: str = ""
    joins: bool = False
    group_key: str | None = None


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
    """A source says that it is over."""


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
