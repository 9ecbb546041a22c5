"""What a run of signals about one identity makes of its alert, in order of arrival."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

from attrs import define, field, frozen

from hikeshi.alerts.events import (
    AlertAcknowledged,
    AlertEvent,
    AlertOpened,
    AlertRepeated,
    AlertResolved,
    AlertSuppressed,
    LateTriggerDropped,
)
from hikeshi.alerts.model.alert import Alert
from hikeshi.alerts.model.signal import Signal, SignalAction
from hikeshi.alerts.model.suppression import Suppression
from hikeshi.kernel.actor import Actor, ActorKind
from hikeshi.kernel.ids import IdSource
from hikeshi.kernel.severity import Severity


@frozen(kw_only=True)
class Placement:
    """Where a new alert belongs.

    Args:
        alert: The alert as it begins, with its service, severity and incident.
        joins: The incident is already open.
        group_key: What alerts of the incident have in common, where the service groups.
        suppression: What keeps it quiet for now: it joins nothing and begins nothing.
    """

    alert: Alert
    joins: bool = False
    group_key: str | None = None
    suppression: Suppression | None = None


class Placing(Protocol):
    """Knows routes, grouping and defaults."""

    def place(self, signal: Signal) -> Placement:
        """Say where an alert opened by that signal belongs."""
        ...

    def place_again(self, alert: Alert) -> Placement:
        """Say where an alert that was suppressed so far belongs now."""
        ...

    def severity_of(self, signal: Signal) -> Severity:
        """Return the severity that applies to a signal."""
        ...

    def ended(self, alert: Alert) -> None:
        """Learn that an alert ended: its incident may take in no more."""
        ...


@define
class Fold:
    """Applies signals of one identity one after the other; made for one batch and dropped.

    A trigger while the alert fires counts up; after a resolve it opens a new one, unless it
    repeats the very firing that ended. An acknowledgement or a resolve that meets no firing
    alert is dropped. A suppressed alert is only kept; each trigger looks again whether it still is.

    Args:
        current: The firing alert of the identity, loaded after the identity was locked.
        now: When the batch is decided.
        ids: Where identities of events come from.
        placing: Where new alerts belong.
        ended_episode: The firing of the identity that ended last, where the sender names them.
        changed: Afterwards the alerts that existed before and are different now.
        opened: Afterwards the new alerts, as the batch leaves them.
        events: Afterwards the facts, in order.
    """

    current: Alert | None
    now: datetime
    ids: IdSource
    placing: Placing
    ended_episode: str | None = None
    changed: list[Alert] = field(factory=list)
    opened: list[Alert] = field(factory=list)
    events: list[AlertEvent | LateTriggerDropped] = field(factory=list)
    _by: Actor | None = None
    _is_new: bool = False
    _repeats: int = 0
    _raised: bool = False

    def apply(self, signals: Sequence[Signal]) -> "Fold":
        """Apply the signals in order of arrival, and nothing after them."""
        for signal in signals:
            self.take(signal)
        return self.finish()

    def finish(self) -> "Fold":
        """Note what is left to note once the last signal is taken."""
        if self._by is not None:
            self._end_run(self._by)
        if self.current is not None:
            self._keep(self.current)
        return self

    def take(self, signal: Signal) -> None:
        """Apply the next signal of the identity."""
        by = self._by
        if by is None:
            by = self._by = Actor(ActorKind.INTEGRATION, signal.integration_id)
        if self.current is None:
            if signal.action is SignalAction.TRIGGER:
                self._open_unless_late(signal, by)
        elif signal.action is SignalAction.TRIGGER:
            severity = self.placing.severity_of(signal)
            self._raised |= severity.worse_than(self.current.severity)
            self.current = self.current.repeated(severity, self.now)
            self._repeats += 1
            if self.current.suppressed_since is not None:
                self._look_again(self.current, by)
        elif signal.action is SignalAction.RESOLVE:
            self._end_run(by)
            ended = self.current.resolved(self.now)
            quiet = ended.suppressed_since is not None
            self.events.append(AlertResolved(**self._facts(ended, by), suppressed=quiet))
            self._keep(ended)
            self.placing.ended(ended)
            self.current, self.ended_episode = None, signal.episode
        elif self.current.suppressed_since is None:
            self._end_run(by)
            self.events.append(AlertAcknowledged(**self._facts(self.current, by)))

    def _open_unless_late(self, signal: Signal, by: Actor) -> None:
        if signal.episode is None or signal.episode != self.ended_episode:
            self._open(signal, by)
            return
        self.events.append(
            LateTriggerDropped(
                id=self.ids(),
                at=self.now,
                by=by,
                integration_id=signal.integration_id,
                dedup_key=signal.dedup_key or "",
                episode=signal.episode,
            )
        )

    def look_again(self, by: Actor) -> "Fold":
        """Let the suppressed alert go if nothing suppresses it any more."""
        if self.current is not None:
            self._look_again(self.current, by)
            self._keep(self.current)
        return self

    def _open(self, signal: Signal, by: Actor) -> None:
        placement = self.placing.place(signal)
        self.current, self._is_new = placement.alert, True
        if placement.suppression is None:
            self._tell_opened(placement, by, since=None)
        else:
            self._tell_suppressed(placement.alert, placement.suppression, by)

    def _look_again(self, alert: Alert, by: Actor) -> None:
        placement = self.placing.place_again(alert)
        if placement.suppression is None:
            self._end_run(by)
            self.current = placement.alert
            self._tell_opened(placement, by, since=alert.suppressed_since)

    def _tell_opened(self, placement: Placement, by: Actor, *, since: datetime | None) -> None:
        alert = placement.alert
        self.events.append(
            AlertOpened(
                **self._facts(alert, by),
                title=alert.title,
                severity=alert.severity,
                service_id=alert.service_id,
                labels=alert.labels,
                description=alert.annotations.get("description", ""),
                joins=placement.joins,
                group_key=placement.group_key,
                suppressed_since=since,
            )
        )

    def _tell_suppressed(self, alert: Alert, suppression: Suppression, by: Actor) -> None:
        self.events.append(
            AlertSuppressed(
                **self._facts(alert, by),
                title=alert.title,
                severity=alert.severity,
                service_id=alert.service_id,
                labels=alert.labels,
                suppressed_by=suppression.ids,
                why=suppression.why,
                until=suppression.until,
            )
        )

    def _end_run(self, by: Actor) -> None:
        """Note the repetitions since the last fact as one."""
        if self._repeats and self.current is not None:
            self.events.append(
                AlertRepeated(
                    **self._facts(self.current, by),
                    count=self._repeats,
                    severity=self.current.severity,
                    raised=self._raised,
                )
            )
        self._repeats, self._raised = 0, False

    def _keep(self, alert: Alert) -> None:
        (self.opened if self._is_new else self.changed).append(alert)
        self._is_new = False

    def _facts(self, alert: Alert, by: Actor) -> dict[str, Any]:
        return {
            "id": self.ids(),
            "at": self.now,
            "by": by,
            "alert_id": alert.id,
            "incident_id": alert.incident_id,
        }
