"""Where new alerts belong: the service, its severity, and an open incident or a new one."""

from collections.abc import Mapping
from datetime import datetime

from attrs import define, evolve, field

from hikeshi.alerts.model.alert import Alert
from hikeshi.alerts.model.folding import Placement
from hikeshi.alerts.model.formats import default_severity
from hikeshi.alerts.model.grouping import Grouping
from hikeshi.alerts.model.route import Route, route
from hikeshi.alerts.model.signal import Signal
from hikeshi.flow.directory import Directory
from hikeshi.incidents.ports import OpenGroup
from hikeshi.kernel.ids import AlertId, IdSource, IncidentId, IntegrationId, ServiceId
from hikeshi.kernel.severity import Severity

Group = tuple[ServiceId, str]


@define
class DirectoryPlacing:
    """Places the alerts of one batch by the directory; made for the batch and dropped.

    Args:
        open_groups: The open incidents of the groups this batch may join.
    """

    directory: Directory
    now: datetime
    ids: IdSource
    open_groups: Mapping[Group, OpenGroup] = field(factory=dict)
    _begun: dict[Group, IncidentId] = field(factory=dict)

    def place(self, signal: Signal) -> Placement:
        """Say where an alert opened by that signal belongs."""
        service_id = self._service(signal)
        incident_id, joins, group_key = self._incident(signal, service_id)
        alert_id = AlertId(self.ids())
        alert = Alert(
            id=alert_id,
            incident_id=incident_id,
            integration_id=signal.integration_id,
            service_id=service_id,
            dedup_key=signal.dedup_key or "",
            severity=self.severity_of(signal),
            title=signal.title,
            first_seen_at=self.now,
            last_seen_at=self.now,
            source=signal.source,
            labels=signal.labels,
            annotations=signal.annotations,
            payload=signal.payload,
            episode=signal.episode,
        )
        return Placement(alert=alert, joins=joins, group_key=group_key)

    def severity_of(self, signal: Signal) -> Severity:
        """Return the route's severity, the sender's, or the default of its wire format."""
        found = self._route(signal)
        if found is not None and found.severity is not None:
            return found.severity
        if signal.severity is not None:
            return signal.severity
        integration = self.directory.integrations.get(signal.integration_id)
        return default_severity(integration.kind) if integration is not None else Severity.SEV2

    def group(self, signal: Signal) -> Group | None:
        """Return the group an alert of this signal would belong to, where its service groups."""
        service_id = self._service(signal)
        grouping = self._grouping(service_id)
        if grouping is None or service_id is None:
            return None
        return service_id, grouping.key(evolve(signal, severity=self.severity_of(signal)))

    def _incident(
        self, signal: Signal, service_id: ServiceId | None
    ) -> tuple[IncidentId, bool, str | None]:
        group = self.group(signal)
        grouping = self._grouping(service_id)
        if group is None or grouping is None:
            return IncidentId(self.ids()), False, None
        if group in self._begun:
            return self._begun[group], False, group[1]
        known = self.open_groups.get(group)
        if known is not None and self.now < known.created_at + grouping.window:
            return known.incident_id, True, group[1]
        self._begun[group] = IncidentId(self.ids())
        return self._begun[group], False, group[1]

    def _service(self, signal: Signal) -> ServiceId | None:
        integration = self.directory.integrations.get(signal.integration_id)
        if integration is not None and integration.service_id is not None:
            return integration.service_id
        found = self._route(signal)
        return found.service_id if found is not None else None

    def _route(self, signal: Signal) -> Route | None:
        if self._own_service(signal.integration_id):
            return None
        return route(signal, self.directory.routes)

    def _own_service(self, integration_id: IntegrationId) -> bool:
        integration = self.directory.integrations.get(integration_id)
        return integration is not None and integration.service_id is not None

    def _grouping(self, service_id: ServiceId | None) -> Grouping | None:
        return self.directory.groupings.get(service_id) if service_id is not None else None
