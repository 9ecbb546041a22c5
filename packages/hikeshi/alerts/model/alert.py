"""An alert: one thing that fires until its source says it is over."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from attrs import evolve, field, frozen

from hikeshi.kernel.changing import changed
from hikeshi.kernel.ids import AlertId, IncidentId, IntegrationId, ServiceId
from hikeshi.kernel.severity import Severity


class AlertStatus(StrEnum):
    """Whether the source still says it is wrong."""

    FIRING = "firing"
    RESOLVED = "resolved"


@frozen(order=True, cache_hash=True)
class AlertIdentity:
    """What makes two signals speak of the same alert while it fires."""

    integration_id: IntegrationId
    dedup_key: str


@frozen(kw_only=True)
class Alert:
    """Something a source says is wrong.

    Args:
        count: How many triggers it stands for.
        episode: Names this uninterrupted firing, where the sender has such a name.
        payload: The first trigger's message, JSON builtins; nothing where it was not loaded.
        suppressed_since: It fired into a silence or maintenance and no incident knows of it; the
            incident it names begins once that ends and it still fires.
    """

    id: AlertId
    incident_id: IncidentId
    integration_id: IntegrationId
    service_id: ServiceId | None
    dedup_key: str
    severity: Severity
    title: str
    first_seen_at: datetime
    last_seen_at: datetime
    status: AlertStatus = AlertStatus.FIRING
    source: str = ""
    labels: Mapping[str, str] = field(factory=dict)
    annotations: Mapping[str, str] = field(factory=dict)
    payload: Any = None
    count: int = 1
    resolved_at: datetime | None = None
    episode: str | None = None
    suppressed_since: datetime | None = None

    @property
    def identity(self) -> AlertIdentity:
        """What further signals about it carry."""
        return AlertIdentity(self.integration_id, self.dedup_key)

    def repeated(self, severity: Severity, at: datetime) -> "Alert":
        """Count one more trigger; the worst severity seen stays."""
        worst = severity if severity.worse_than(self.severity) else self.severity
        return changed(self, count=self.count + 1, last_seen_at=at, severity=worst)

    def released(self, incident_id: IncidentId) -> "Alert":
        """Let it be an alert of that incident: nothing suppresses it any more."""
        return evolve(self, incident_id=incident_id, suppressed_since=None)

    def resolved(self, at: datetime) -> "Alert":
        """End it; ending it again changes nothing."""
        if self.status is AlertStatus.RESOLVED:
            return self
        return evolve(self, status=AlertStatus.RESOLVED, resolved_at=at, last_seen_at=at)

    def ended_with_incident(self, at: datetime) -> "Alert":
        """End it because a person ended its incident.

        Its source was not heard: `last_seen_at` stays, and no firing it has a name for has ended,
        so that the next trigger is never taken for a late one.
        """
        return evolve(self, status=AlertStatus.RESOLVED, resolved_at=at, episode=None)

    def firing_again(self) -> "Alert":
        """Fire as before, because the incident it ended with was reopened."""
        return evolve(self, status=AlertStatus.FIRING, resolved_at=None)
