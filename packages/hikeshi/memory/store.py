"""All tables in memory."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from attrs import define, field, fields

from hikeshi.access.model.api_token import ApiToken
from hikeshi.access.model.calendar_feed import CalendarFeed
from hikeshi.access.model.credential import Credential
from hikeshi.access.model.login_throttle import LoginThrottle
from hikeshi.access.model.session import Session
from hikeshi.alerts.model.alert import Alert, AlertIdentity
from hikeshi.alerts.model.grouping import Grouping
from hikeshi.alerts.model.maintenance_window import MaintenanceWindow
from hikeshi.alerts.model.refused_key import RefusedKey
from hikeshi.alerts.model.route import Route
from hikeshi.alerts.model.silence import Silence
from hikeshi.alerts.model.unreadable_signal import UnreadableSignal
from hikeshi.alerts.ports import SuppressedAlert
from hikeshi.audit.model.audit_entry import AuditEntry
from hikeshi.flow.applied_object import AppliedObject
from hikeshi.flow.directory import Directory, Organisation
from hikeshi.flow.work import OutboxRow
from hikeshi.incidents.model.drill import Drill
from hikeshi.incidents.model.drill_run import DrillRun
from hikeshi.incidents.model.escalation_policy import EscalationPolicy
from hikeshi.incidents.model.incident import Incident
from hikeshi.incidents.model.timeline_entry import TimelineEntry
from hikeshi.incidents.model.turns import TurnPlace
from hikeshi.kernel.ids import (
    AlertId,
    ApiTokenId,
    CalendarFeedId,
    ContactMethodId,
    DeliveryAttemptId,
    DrillId,
    DrillRunId,
    EscalationPolicyId,
    HolidaySetId,
    IncidentId,
    IntegrationId,
    MaintenanceWindowId,
    NoticeId,
    NotificationId,
    NotificationRuleId,
    RouteId,
    ScheduleId,
    ServiceId,
    SessionId,
    SilenceId,
    SubscribedCalendarId,
    SubscriptionId,
    SubscriptionMessageId,
    SwapId,
    TeamId,
    UnavailabilityId,
    UserId,
)
from hikeshi.memory.due_notifications import DueNotifications
from hikeshi.memory.table import Table, UndoLog
from hikeshi.memory.timers import PlannedTimers
from hikeshi.notifications.model.bundling import Pace, Place
from hikeshi.notifications.model.delivery_attempt import DeliveryAttempt
from hikeshi.notifications.model.notice import Notice
from hikeshi.notifications.model.notification import Notification
from hikeshi.notifications.model.notification_rule import NotificationRule
from hikeshi.oncall import Schedule, Swap, Unavailability
from hikeshi.oncall.model.calendar_reading import CalendarReading
from hikeshi.oncall.model.known_schedule import ScheduleVersion
from hikeshi.oncall.model.subscribed_calendar import SubscribedCalendar
from hikeshi.subscriptions.model.subscription import Progress, Subscription
from hikeshi.subscriptions.model.subscription_message import SubscriptionMessage
from hikeshi.teams.model.contact_method import ContactMethod
from hikeshi.teams.model.holiday_set import HolidaySet
from hikeshi.teams.model.integration import Integration
from hikeshi.teams.model.service import Service
from hikeshi.teams.model.team import Team
from hikeshi.teams.model.user import User
from hikeshi.teams.model.verification import Verification

#: What the directory calls otherwise than its table is called.
TABLES: Mapping[str, str] = {"holidays": "holiday_sets"}


@define(slots=False)
class Store:
    """All tables in memory; one work at a time changes them.

    Args:
        revision: Grows with every change of the configuration.
    """

    undo: UndoLog = field(factory=UndoLog)
    revision: int = 0

    def __attrs_post_init__(self) -> None:
        self.users = Table[UserId, User](self.undo)
        self.teams = Table[TeamId, Team](self.undo)
        self.services = Table[ServiceId, Service](self.undo)
        self.holiday_sets = Table[HolidaySetId, HolidaySet](self.undo)
        self.integrations = Table[IntegrationId, Integration](self.undo)
        self.contact_methods = Table[ContactMethodId, ContactMethod](self.undo)
        self.notification_rules = Table[NotificationRuleId, NotificationRule](self.undo)
        self.schedules = Table[ScheduleId, Schedule](self.undo)
        self.schedule_versions = Table[tuple[ScheduleId, int], ScheduleVersion](self.undo)
        self.swaps = Table[SwapId, Swap](self.undo)
        self.unavailabilities = Table[UnavailabilityId, Unavailability](self.undo)
        self.subscribed_calendars = Table[SubscribedCalendarId, SubscribedCalendar](self.undo)
        self.calendar_readings = Table[SubscribedCalendarId, CalendarReading](self.undo)
        self.policies = Table[EscalationPolicyId, EscalationPolicy](self.undo)
        self.policy_versions = Table[tuple[EscalationPolicyId, int], EscalationPolicy](self.undo)
        self.routes = Table[RouteId, Route](self.undo)
        self.groupings = Table[ServiceId, Grouping](self.undo)
        self.silences = Table[SilenceId, Silence](self.undo)
        self.maintenance_windows = Table[MaintenanceWindowId, MaintenanceWindow](self.undo)
        self.organisation = Table[str, Organisation](self.undo)
        self.applied_objects = Table[UUID, AppliedObject](self.undo)
        self.firing = Table[AlertIdentity, AlertId](self.undo)
        self.firing_of = Table[IncidentId, frozenset[AlertId]](self.undo)
        self.ended_episodes = Table[AlertIdentity, str](self.undo)
        self.alerts = Table[AlertId, Alert](self.undo)
        self.suppressed = Table[AlertId, SuppressedAlert](self.undo)
        self.unreadable = Table[UUID, UnreadableSignal](self.undo)
        self.refused_keys = Table[bytes, RefusedKey](self.undo)
        self.incidents = Table[IncidentId, Incident](self.undo)
        self.counters = Table[str, int](self.undo)
        self.turns = Table[TurnPlace, int](self.undo)
        self.timeline = Table[UUID, TimelineEntry](self.undo)
        self.journal = Table[UUID, AuditEntry](self.undo)
        self.outbox = Table[int, OutboxRow](self.undo)
        self.credentials = Table[UserId, Credential](self.undo)
        self.sessions = Table[SessionId, Session](self.undo)
        self.api_tokens = Table[ApiTokenId, ApiToken](self.undo)
        self.calendar_feeds = Table[CalendarFeedId, CalendarFeed](self.undo)
        self.login_throttles = Table[str, LoginThrottle](self.undo)
        self.timers = PlannedTimers(self.incidents.rows)
        self.subscriptions = Table[SubscriptionId, Subscription](self.undo)
        self.subscription_progress = Table[SubscriptionId, Progress](self.undo)
        self.subscription_messages = Table[SubscriptionMessageId, SubscriptionMessage](self.undo)
        self._directory: Directory | None = None
        self._open_notifications()
        self._open_notices_and_drills()

    def _open_notifications(self) -> None:
        self.notifications = Table[NotificationId, Notification](self.undo)
        self.notifications_of = Table[IncidentId, tuple[NotificationId, ...]](self.undo)
        self.open_notifications = Table[NotificationId, Notification](self.undo)
        self.due_notifications = DueNotifications(self.open_notifications.rows)
        self.paces = Table[Place, Pace](self.undo)
        self.attempts = Table[DeliveryAttemptId, DeliveryAttempt](self.undo)

    def _open_notices_and_drills(self) -> None:
        self.notices = Table[NoticeId, Notice](self.undo)
        self.verifications = Table[ContactMethodId, Verification](self.undo)
        self.drills = Table[DrillId, Drill](self.undo)
        self.drill_timers = Table[DrillId, datetime](self.undo)
        self.drill_runs = Table[DrillRunId, DrillRun](self.undo)

    @classmethod
    def of(cls, directory: Directory) -> "Store":
        """Return a store in which people configured just that, and nothing has happened yet.

        Policies are there in their newest version only.
        """
        store = cls(revision=directory.revision)
        for entry in fields(Directory):
            name = TABLES.get(entry.name, entry.name)
            table, found = getattr(store, name, None), getattr(directory, entry.name)
            if isinstance(table, Table) and isinstance(found, Mapping):
                table.rows.update(found)
            elif isinstance(table, Table) and isinstance(found, tuple):
                table.rows.update((row.id, row) for row in found)
        store.organisation.rows[""] = directory.organisation
        newest = ((policy.id, policy.version, policy) for policy in directory.policies.values())
        store.policy_versions.rows.update(((found, n), policy) for found, n, policy in newest)
        store._directory = directory
        return store

    def copy(self) -> "Store":
        """Return a store with the same rows, which goes its own way from here."""
        twin = Store(revision=self.revision)
        for name, table in vars(self).items():
            if isinstance(table, Table) and table.rows:
                getattr(twin, name).rows.update(table.rows)
        twin._directory = self.directory()
        return twin

    def commit(self) -> None:
        """Keep what the work changed."""
        self.undo.changes.clear()

    def roll_back(self) -> None:
        """Take back what the work changed."""
        self.undo.take_back()
        self.timers.stale = True
        self.due_notifications.stale = True
        self.configuration_changed()

    def configuration_changed(self) -> None:
        """Let the next look at the directory see the configuration as it is."""
        self.revision += 1
        self._directory = None

    def directory(self) -> Directory:
        """Return the whole configuration, the same object until it changes."""
        if self._directory is None:
            self._directory = self._read_directory()
        return self._directory

    def _read_directory(self) -> Directory:
        return Directory(
            revision=self.revision,
            users=dict(self.users.rows),
            teams=dict(self.teams.rows),
            services=dict(self.services.rows),
            integrations=dict(self.integrations.rows),
            routes=_in_position(self.routes.rows),
            groupings=dict(self.groupings.rows),
            silences=dict(self.silences.rows),
            maintenance_windows=dict(self.maintenance_windows.rows),
            schedules=dict(self.schedules.rows),
            policies=dict(self.policies.rows),
            drills=dict(self.drills.rows),
            contact_methods=tuple(row for _, row in sorted(self.contact_methods.rows.items())),
            notification_rules=tuple(
                row for _, row in sorted(self.notification_rules.rows.items())
            ),
            holidays=dict(self.holiday_sets.rows),
            organisation=self.organisation.rows.get("", Organisation()),
        )


def _in_position(routes: Mapping[RouteId, Route]) -> tuple[Route, ...]:
    return tuple(sorted(routes.values(), key=lambda route: route.position))
