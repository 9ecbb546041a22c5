"""Writes down what happens while a scenario plays."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from attrs import define, field

from hikeshi.alerts.events import AlertEvent, AlertOpened, AlertResolved, AlertSuppressed
from hikeshi.flow.facts import facts, type_name
from hikeshi.flow.sentences import sentence
from hikeshi.incidents.events import (
    IncidentAcknowledged,
    IncidentClosed,
    IncidentEvent,
    IncidentMitigated,
    IncidentReassigned,
    IncidentReopened,
    IncidentResolved,
    IncidentTriggered,
    IncidentUnacknowledged,
    PersonPaged,
)
from hikeshi.incidents.model.incident import IncidentStatus
from hikeshi.kernel.conversion import rfc3339
from hikeshi.kernel.events import Event
from hikeshi.kernel.ids import NotificationId, UserId
from hikeshi.memory.store import Store
from hikeshi.notifications.events import (
    NotificationEvent,
    NotificationSuperseded,
    PersonUnreachable,
)
from hikeshi.notifications.model.delivery_attempt import DeliveryAttempt
from hikeshi.notifications.model.notification import Notification, Purpose
from hikeshi.notifications.model.outcome import Outcome

Row = dict[str, Any]
_GIVEN_UP = (NotificationSuperseded, PersonUnreachable)
_TOLD = (IncidentEvent, NotificationEvent)
_SILENT = frozenset({"incident_id", "notification_id"})

#: What an incident is once that has happened; other events leave its status alone.
_STATUS_AFTER: Mapping[type[Event], IncidentStatus] = {
    IncidentTriggered: IncidentStatus.TRIGGERED,
    IncidentAcknowledged: IncidentStatus.ACKNOWLEDGED,
    IncidentUnacknowledged: IncidentStatus.TRIGGERED,
    IncidentReassigned: IncidentStatus.TRIGGERED,
    IncidentReopened: IncidentStatus.TRIGGERED,
    IncidentMitigated: IncidentStatus.MITIGATED,
    IncidentResolved: IncidentStatus.RESOLVED,
    IncidentClosed: IncidentStatus.CLOSED,
}


@define
class Trace:
    """What happened, as rows of the report."""

    store: Store
    start: datetime
    pages: list[Row] = field(factory=list)
    notifications: list[Row] = field(factory=list)
    states: list[Row] = field(factory=list)
    log: list[str] = field(factory=list)
    bundles: int = 0
    _together: dict[NotificationId, list[tuple[DeliveryAttempt, Notification]]] = field(
        factory=dict
    )
    _statuses: dict[int, IncidentStatus] = field(factory=dict)
    _keys: dict[object, str] = field(factory=dict)
    _keys_of: int = -1

    def watch(self, events: Sequence[Event]) -> None:
        """Take in what a work brought about."""
        for event in events:
            if isinstance(event, PersonPaged):
                self._page(event)
            elif isinstance(event, _GIVEN_UP):
                self._given_up(event)
            if isinstance(event, _TOLD):
                self._log_event(event)
                self._state(event)
            elif isinstance(event, AlertEvent):
                self._log_suppression(event)

    def attempted(self, notification: Notification, attempt: DeliveryAttempt) -> None:
        """Take in an attempt and what came of it."""
        if notification.bundle_id is not None:
            self._together.setdefault(notification.bundle_id, []).append((attempt, notification))
        if notification.purpose is Purpose.PAGE and attempt.outcome is not None:
            self._notification(attempt.started_at, notification, attempt.outcome)
            if notification.bundle_id is not None:
                self.notifications[-1]["bundle"] = self.bundles + len(self._together)

    def told_together(self) -> None:
        """Take in that all attempts of one moment are known: say which were one message."""
        for together in self._together.values():
            (attempt, first), rows = together[0], self.store.incidents.rows
            numbers = sorted({rows[n.incident_id].number for _, n in together})
            named = ", ".join(map(str, numbers))
            who = f"{self._user(first.user_id)} by {first.kind}"
            self.say(attempt.started_at, f"one message to {who} is bundled of incidents {named}")
        self.bundles += len(self._together)
        self._together.clear()

    def say(self, at: datetime, text: str) -> None:
        """Put a sentence into the log."""
        self.log.append(f"+{self.seconds(at)} s: {text}")

    def seconds(self, at: datetime) -> int:
        """Return whole seconds since the scenario's start."""
        return int((at - self.start).total_seconds())

    def instant(self, seconds: int) -> datetime:
        """Return the instant so many seconds after the scenario's start."""
        return self.start + timedelta(seconds=seconds)

    def statuses(self) -> dict[str, str]:
        """Return the status of each incident, by its number as text."""
        rows = sorted(self.store.incidents.rows.values(), key=lambda found: found.number)
        return {str(incident.number): incident.status.value for incident in rows}

    def _page(self, event: PersonPaged) -> None:
        self.pages.append(
            {
                "after_seconds": self.seconds(event.at),
                "at": rfc3339(event.at),
                "incident": self.store.incidents.rows[event.incident_id].number,
                "round": event.round,
                "step": event.step,
                "user": self._user(event.user_id),
                "via": event.via,
            }
        )

    def _given_up(self, event: NotificationEvent) -> None:
        notification = self.store.notifications.rows[event.notification_id]
        outcome = notification.outcome or Outcome.EXPIRED
        self._notification(event.at, notification, outcome)

    def _notification(self, at: datetime, notification: Notification, outcome: Outcome) -> None:
        method_id = notification.contact_method_id
        method = self.store.contact_methods.rows.get(method_id) if method_id is not None else None
        self.notifications.append(
            {
                "after_seconds": self.seconds(at),
                "user": self._user(notification.user_id),
                "contact_method": method.key if method is not None else None,
                "kind": notification.kind if method is not None else None,
                "outcome": outcome.value,
            }
        )

    def _state(self, event: IncidentEvent | NotificationEvent) -> None:
        status = _STATUS_AFTER.get(type(event))
        if status is None:
            return
        number = self.store.incidents.rows[event.incident_id].number
        if self._statuses.get(number) is status:
            return
        self._statuses[number] = status
        self.states.append(
            {
                "after_seconds": self.seconds(event.at),
                "incident": number,
                "status": status.value,
            }
        )

    def _log_event(self, event: IncidentEvent | NotificationEvent) -> None:
        number = self.store.incidents.rows[event.incident_id].number
        told = sentence(type_name(type(event)), facts(event, without=_SILENT), self._user)
        self.say(event.at, f"incident {number}: {told}")

    def _log_suppression(self, event: AlertEvent) -> None:
        """Say why nobody is told of an alert, and when that ended."""
        if isinstance(event, AlertOpened) and event.suppressed_since is not None:
            about = f"incident {self.store.incidents.rows[event.incident_id].number}: "
        elif isinstance(event, AlertSuppressed) or (
            isinstance(event, AlertResolved) and event.suppressed
        ):
            about = ""
        else:
            return
        told = sentence(type_name(type(event)), facts(event, without=_SILENT), self._user)
        self.say(event.at, about + told)

    def _user(self, user_id: Any) -> str:
        """Return the key of the person, given their id, or what facts make of it."""
        if self._keys_of != self.store.revision:
            self._keys_of, self._keys = self.store.revision, {}
        key = self._keys.get(user_id)
        if key is None:
            user = self.store.users.rows.get(UserId(UUID(str(user_id))))
            key = self._keys[user_id] = user.key if user is not None else str(user_id)
        return key
