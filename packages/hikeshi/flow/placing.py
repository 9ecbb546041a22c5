"""Where new alerts belong: the service, its severity, and an open incident or a new one."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from attrs import define, evolve, field

from hikeshi.alerts.model.alert import Alert
from hikeshi.alerts.model.folding import Placement
from hikeshi.alerts.model.formats import default_severity
from hikeshi.alerts.model.grouping import Grouping
from hikeshi.alerts.model.route import Route, route
from hikeshi.alerts.model.signal import Signal, SignalAction
from hikeshi.alerts.model.suppression import (
    Subject,
    Suppression,
    Suppressor,
    matched_values,
    suppression_of,
)
from hikeshi.flow.directory import Directory
from hikeshi.incidents.ports import OpenGroup
from hikeshi.kernel.ids import AlertId, IdSource, IncidentId, IntegrationId, ServiceId
from hikeshi.kernel.severity import Severity
from hikeshi.teams.model.service import ResolveWithAlerts

Group = tuple[ServiceId, str]


@define
class DirectoryPlacing:
    """Places the alerts of one batch by the directory; made for the batch and dropped.

    Args:
        open_groups: The open incidents of the groups this batch may join.
        suppressors: The silences and windows that apply to this batch.
        suppressions: Afterwards what keeps which alert quiet.
        firing: How many alerts fire for the open incidents that may end in this batch; counted on.
        over: The incidents that are over, or will be once what was taken so far is written.
    """

    directory: Directory
    now: datetime
    ids: IdSource
    open_groups: Mapping[Group, OpenGroup] = field(factory=dict)
    suppressors: Sequence[Suppressor] = ()
    suppressions: dict[AlertId, Suppression] = field(factory=dict)
    firing: dict[IncidentId, int] = field(factory=dict)
    over: set[IncidentId] = field(factory=set)
    _begun: dict[Group, IncidentId] = field(factory=dict)

    def place(self, signal: Signal) -> Placement:
        """Say where an alert opened by that signal belongs."""
        alert = Alert(
            id=AlertId(self.ids()),
            incident_id=IncidentId(self.ids()),
            integration_id=signal.integration_id,
            service_id=self._service(signal),
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
        return self._placed(alert)

    def place_again(self, alert: Alert) -> Placement:
        """Say where an alert that was suppressed so far belongs now."""
        return self._placed(alert)

    def severity_of(self, signal: Signal) -> Severity:
        """Return the route's severity, the sender's, or the default of its wire format."""
        found = self._route(signal)
        if found is not None and found.severity is not None:
            return found.severity
        if signal.severity is not None:
            return signal.severity
        integration = self.directory.integrations.get(signal.integration_id)
        return default_severity(integration.kind) if integration is not None else Severity.SEV2

    def ended(self, alert: Alert) -> None:
        """Learn that an alert ended: where that ends its incident, the next one begins another."""
        found = alert.incident_id
        if alert.suppressed_since is not None or self._grouping(alert.service_id) is None:
            return
        self.firing[found] = self.firing.get(found, 0) - 1
        rule = self.directory.resolve_with_alerts(alert.service_id)
        if rule is ResolveWithAlerts.FIRST or (
            rule is ResolveWithAlerts.LAST and self.firing[found] <= 0
        ):
            self.over.add(found)

    def group(self, signal: Signal) -> Group | None:
        """Return the group an alert of this signal would belong to, where its service groups."""
        return self._group(signal, self._service(signal), self.severity_of(signal))

    def group_of(self, alert: Alert) -> Group | None:
        """Return the group an alert belongs to, where its service groups."""
        return self._group(_as_signal(alert), alert.service_id, alert.severity)

    def subject(self, signal: Signal) -> Subject:
        """Return what silences and windows look at in an alert opened by that signal."""
        severity = self.severity_of(signal)
        return _subject(
            self.directory, self._service(signal), signal.labels, severity, signal.title
        )

    def subject_of(self, alert: Alert) -> Subject:
        """Return what silences and windows look at in an alert."""
        return subject_of(self.directory, alert)

    def _placed(self, alert: Alert) -> Placement:
        if self.suppressors:
            found = suppression_of(self.subject_of(alert), self.suppressors, self.now)
            if found is not None:
                self.suppressions[alert.id] = found
                since = alert.suppressed_since or self.now
                return Placement(alert=evolve(alert, suppressed_since=since), suppression=found)
        self.suppressions.pop(alert.id, None)
        incident_id, joins, group_key = self._incident(alert)
        if incident_id != alert.incident_id or alert.suppressed_since is not None:
            alert = alert.released(incident_id)
        return Placement(alert=alert, joins=joins, group_key=group_key)

    def _group(
        self, signal: Signal, service_id: ServiceId | None, severity: Severity
    ) -> Group | None:
        grouping = self._grouping(service_id)
        if grouping is None or service_id is None:
            return None
        return service_id, grouping.key(evolve(signal, severity=severity))

    def _incident(self, alert: Alert) -> tuple[IncidentId, bool, str | None]:
        grouping = self._grouping(alert.service_id)
        group = self.group_of(alert) if grouping is not None else None
        if group is None or grouping is None:
            return alert.incident_id, False, None
        found, joins = self._open(group, grouping)
        if found is None:
            found = self._begun[group] = alert.incident_id
        self.firing[found] = self.firing.get(found, 0) + 1
        return found, joins, group[1]

    def _open(self, group: Group, grouping: Grouping) -> tuple[IncidentId | None, bool]:
        """Return the incident of the group that takes in more, and whether others began it."""
        begun = self._begun.get(group)
        if begun is not None:
            return (begun if begun not in self.over else None), False
        known = self.open_groups.get(group)
        if known is None or known.incident_id in self.over:
            return None, False
        lasts = self.now < known.created_at + grouping.window
        return (known.incident_id, True) if lasts else (None, False)

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


def _as_signal(alert: Alert) -> Signal:
    """Return what groups look at in an alert."""
    return Signal(
        integration_id=alert.integration_id,
        action=SignalAction.TRIGGER,
        title=alert.title,
        source=alert.source,
        labels=alert.labels,
    )


def subject_of(directory: Directory, alert: Alert) -> Subject:
    """Return what silences and windows look at in an alert."""
    return _subject(directory, alert.service_id, alert.labels, alert.severity, alert.title)


def _subject(
    directory: Directory,
    service_id: ServiceId | None,
    labels: Mapping[str, str],
    severity: Severity,
    title: str,
) -> Subject:
    service = directory.services.get(service_id) if service_id is not None else None
    key = service.key if service is not None else ""
    return Subject(
        service_id,
        service.team_id if service is not None else None,
        matched_values(labels, service=key, severity=severity, title=title),
    )
