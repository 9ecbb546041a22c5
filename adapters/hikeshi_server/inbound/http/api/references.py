"""Ids and keys: whatever is configured may be named by either."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from uuid import UUID

from attrs import frozen

from hikeshi.access.errors import CalendarFeedNotFoundError
from hikeshi.alerts.errors import (
    AlertNotFoundError,
    MaintenanceWindowNotFoundError,
    SilenceNotFoundError,
)
from hikeshi.flow.directory import Directory
from hikeshi.incidents.errors import (
    DrillNotFoundError,
    EscalationPolicyNotFoundError,
    IncidentNotFoundError,
)
from hikeshi.kernel.actor import Actor
from hikeshi.kernel.errors import NotFoundError
from hikeshi.kernel.ids import (
    AlertId,
    CalendarFeedId,
    ContactMethodId,
    DrillId,
    EscalationPolicyId,
    HolidaySetId,
    IncidentId,
    IntegrationId,
    MaintenanceWindowId,
    NotificationId,
    NotificationRuleId,
    OverrideId,
    ScheduleId,
    ServiceId,
    SilenceId,
    SubscribedCalendarId,
    SubscriptionId,
    SubscriptionMessageId,
    SwapId,
    TeamId,
    UnavailabilityId,
    UserId,
)
from hikeshi.notifications.errors import NotificationNotFoundError, NotificationRuleNotFoundError
from hikeshi.oncall.errors import (
    CalendarNotFoundError,
    OverrideNotFoundError,
    ScheduleNotFoundError,
    SwapNotFoundError,
    UnavailabilityNotFoundError,
)
from hikeshi.subscriptions.errors import (
    SubscriptionMessageNotFoundError,
    SubscriptionNotFoundError,
)
from hikeshi.teams.errors import (
    ContactMethodNotFoundError,
    HolidaySetNotFoundError,
    IntegrationNotFoundError,
    ServiceNotFoundError,
    TeamNotFoundError,
    UserNotFoundError,
)

#: What can be named, how it is called in messages, and what its absence is.
NOUNS: Mapping[Any, tuple[str, type[NotFoundError]]] = {
    AlertId: ("alert", AlertNotFoundError),
    CalendarFeedId: ("calendar feed", CalendarFeedNotFoundError),
    ContactMethodId: ("contact method", ContactMethodNotFoundError),
    DrillId: ("drill", DrillNotFoundError),
    EscalationPolicyId: ("escalation policy", EscalationPolicyNotFoundError),
    HolidaySetId: ("set of holidays", HolidaySetNotFoundError),
    IncidentId: ("incident", IncidentNotFoundError),
    IntegrationId: ("integration", IntegrationNotFoundError),
    MaintenanceWindowId: ("maintenance window", MaintenanceWindowNotFoundError),
    NotificationId: ("notification", NotificationNotFoundError),
    NotificationRuleId: ("notification rule", NotificationRuleNotFoundError),
    OverrideId: ("override", OverrideNotFoundError),
    ScheduleId: ("schedule", ScheduleNotFoundError),
    ServiceId: ("service", ServiceNotFoundError),
    SilenceId: ("silence", SilenceNotFoundError),
    SubscribedCalendarId: ("calendar", CalendarNotFoundError),
    SwapId: ("swap", SwapNotFoundError),
    SubscriptionId: ("webhook subscription", SubscriptionNotFoundError),
    SubscriptionMessageId: ("message", SubscriptionMessageNotFoundError),
    TeamId: ("team", TeamNotFoundError),
    UnavailabilityId: ("unavailability", UnavailabilityNotFoundError),
    UserId: ("user", UserNotFoundError),
}
#: Kinds that are not in the directory: only their shape can be checked here.
ELSEWHERE = frozenset(
    {
        AlertId,
        CalendarFeedId,
        IncidentId,
        NotificationId,
        OverrideId,
        SubscribedCalendarId,
        SwapId,
        UnavailabilityId,
        SubscriptionId,
        SubscriptionMessageId,
    }
)

#: Kinds that have ids only.
_WITHOUT_KEY = frozenset({IntegrationId, NotificationRuleId, SilenceId})


@frozen
class References:
    """Finds what a request names, in the configuration as its work sees it.

    Args:
        owner: Whose contact methods go by their key; nothing = the actor's.
    """

    directory: Directory
    actor: Actor
    owner: UUID | None = None

    def find(self, kind: Any, text: str) -> UUID | None:
        """Return the identity that an id, a key or `me` stands for, if there is any."""
        found = _as_uuid(text)
        if kind in ELSEWHERE:
            return found
        if found is not None:
            return found if found in self._rows(kind) else None
        if kind is UserId and text == "me":
            return self.actor.id
        return next(
            (row.id for row in self._rows(kind).values() if self._goes_by(row, kind, text)), None
        )

    def require(self, kind: Any, text: str) -> UUID | int:
        """Return the identity, or the number, a part of the path stands for.

        Raises:
            NotFoundError: Of the kind named.
        """
        if kind is int:
            return _as_number(text)
        found = self.find(kind, text)
        if found is None:
            raise NOUNS[kind][1]
        return found

    def _rows(self, kind: Any) -> Mapping[Any, Any]:
        directory = self.directory
        tables: Mapping[Any, Mapping[Any, Any]] = {
            DrillId: directory.drills,
            EscalationPolicyId: directory.policies,
            HolidaySetId: directory.holidays,
            IntegrationId: directory.integrations,
            MaintenanceWindowId: directory.maintenance_windows,
            ScheduleId: directory.schedules,
            ServiceId: directory.services,
            SilenceId: directory.silences,
            TeamId: directory.teams,
            UserId: directory.users,
            ContactMethodId: directory.methods_by_id,
        }
        if kind is NotificationRuleId:
            return {rule.id: rule for rule in directory.notification_rules}
        return tables[kind]

    def _goes_by(self, row: Any, kind: Any, text: str) -> bool:
        if kind in _WITHOUT_KEY:
            return False
        if kind is ContactMethodId and row.user_id != (self.owner or self.actor.id):
            return False
        return bool(row.key == text)


_current: ContextVar[References] = ContextVar("references")


@contextmanager
def naming(references: References) -> Iterator[None]:
    """Let what is read inside the block name things as these references know them."""
    token = _current.set(references)
    try:
        yield
    finally:
        _current.reset(token)


def read_reference(kind: Any, value: object) -> UUID:
    """Return the identity a field of a body or a query stands for.

    Raises:
        ValueError: It names nothing.
    """
    noun = NOUNS[kind][0]
    if not isinstance(value, str):
        raise ValueError(f"must name a {noun} by its id or key")
    found = _current.get().find(kind, value)
    if found is None:
        raise ValueError(f"“{value}” is no {noun}; name an existing one by id or key")
    return found


def key_of(kind: Any, object_id: UUID) -> str:
    """Return the readable key of something that exists."""
    return str(_current.get()._rows(kind)[object_id].key)


def _as_number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise NotFoundError("There is nothing of that number.")
    return int(text)


def _as_uuid(text: str) -> UUID | None:
    try:
        return UUID(text) if len(text) == 36 else None
    except ValueError:
        return None
