"""One unit of work in memory."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from hikeshi.flow.directory import Directory
from hikeshi.flow.live_roster import LiveRoster
from hikeshi.incidents.model.incident import Incident
from hikeshi.kernel.events import Event
from hikeshi.kernel.ids import IdSource, IncidentId
from hikeshi.memory.access import (
    InMemoryApiTokenRepository,
    InMemoryCredentialRepository,
    InMemoryEndedAccess,
    InMemoryLoginThrottleRepository,
    InMemorySessionRepository,
)
from hikeshi.memory.alerts import (
    InMemoryAlertRepository,
    InMemoryGroupingRepository,
    InMemoryIncidentAlerts,
    InMemoryQuietIdentities,
    InMemoryRefusedKeyRepository,
    InMemoryRouteRepository,
    InMemoryUnreadableSignalRepository,
)
from hikeshi.memory.calendar_feeds import InMemoryCalendarFeedRepository
from hikeshi.memory.calendars import (
    InMemoryCalendarReadingRepository,
    InMemorySubscribedCalendarRepository,
)
from hikeshi.memory.drills import (
    InMemoryDrillRepository,
    InMemoryDrillRunRepository,
    InMemoryDrillTimers,
)
from hikeshi.memory.incidents import (
    InMemoryEscalationPolicyRepository,
    InMemoryIncidentGroups,
    InMemoryIncidentRepository,
    InMemoryIncidentTimers,
    InMemoryTimeline,
    InMemoryTurnRepository,
)
from hikeshi.memory.notices import InMemoryNoticeRepository, InMemoryVerificationRepository
from hikeshi.memory.notifications import (
    InMemoryBundleRepository,
    InMemoryDeliveryAttemptRepository,
    InMemoryNotificationQueue,
    InMemoryNotificationRepository,
    InMemoryNotificationRuleRepository,
)
from hikeshi.memory.oncall import (
    InMemoryScheduleRepository,
    InMemoryScheduleVersionRepository,
    InMemorySwapRepository,
    InMemoryUnavailabilityRepository,
)
from hikeshi.memory.records import (
    InMemoryAppliedObjectRepository,
    InMemoryJournal,
    InMemoryOrganisationRepository,
    InMemoryOutbox,
)
from hikeshi.memory.store import Store
from hikeshi.memory.subscriptions import (
    InMemorySubscriptionMessageRepository,
    InMemorySubscriptionProgressRepository,
    InMemorySubscriptionRepository,
)
from hikeshi.memory.suppression import (
    InMemoryMaintenanceWindowRepository,
    InMemorySilenceRepository,
    InMemorySuppressedAlerts,
)
from hikeshi.memory.teams import (
    InMemoryContactMethodRepository,
    InMemoryHolidaySetRepository,
    InMemoryIntegrationRepository,
    InMemoryServiceRepository,
    InMemoryTeamRepository,
    InMemoryUserRepository,
)


class Repositories:
    """Every repository over one store; made once and used by all its works."""

    def __init__(self, store: Store) -> None:
        self.users = InMemoryUserRepository(store, store.users)
        self.teams = InMemoryTeamRepository(store, store.teams)
        self.services = InMemoryServiceRepository(store, store.services)
        self.holiday_sets = InMemoryHolidaySetRepository(store, store.holiday_sets)
        self.integrations = InMemoryIntegrationRepository(store, store.integrations, None)
        self.contact_methods = InMemoryContactMethodRepository(
            store, store.contact_methods, lambda method: (method.user_id, method.key)
        )
        self.notification_rules = InMemoryNotificationRuleRepository(
            store, store.notification_rules, None
        )
        self.schedules = InMemoryScheduleRepository(store, store.schedules)
        self.schedule_versions = InMemoryScheduleVersionRepository(store)
        self.swaps = InMemorySwapRepository(store, store.swaps, None)
        self.unavailabilities = InMemoryUnavailabilityRepository(
            store, store.unavailabilities, None
        )
        self.subscribed_calendars = InMemorySubscribedCalendarRepository(
            store, store.subscribed_calendars, None
        )
        self.calendar_readings = InMemoryCalendarReadingRepository(store)
        self.escalation_policies = InMemoryEscalationPolicyRepository(store, store.policies)
        self.routes = InMemoryRouteRepository(store, store.routes, None)
        self.groupings = InMemoryGroupingRepository(store)
        self.silences = InMemorySilenceRepository(store, store.silences, None)
        self.maintenance_windows = InMemoryMaintenanceWindowRepository(
            store, store.maintenance_windows, lambda window: window.key or window.id
        )
        self.organisation = InMemoryOrganisationRepository(store)
        self.applied_objects = InMemoryAppliedObjectRepository(store)
        self.alerts = InMemoryAlertRepository(store)
        self.incident_alerts = InMemoryIncidentAlerts(store)
        self.quiet_identities = InMemoryQuietIdentities(store)
        self.suppressed_alerts = InMemorySuppressedAlerts(store)
        self.unreadable_signals = InMemoryUnreadableSignalRepository(store)
        self.refused_keys = InMemoryRefusedKeyRepository(store)
        self.incidents = InMemoryIncidentRepository(store)
        self.incident_timers = InMemoryIncidentTimers(store)
        self.incident_groups = InMemoryIncidentGroups(store)
        self.timeline = InMemoryTimeline(store)
        self.turns = InMemoryTurnRepository(store)
        self.notifications = InMemoryNotificationRepository(store)
        self.notification_queue = InMemoryNotificationQueue(store)
        self.notices = InMemoryNoticeRepository(store)
        self.verifications = InMemoryVerificationRepository(store)
        self.bundles = InMemoryBundleRepository(store)
        self.delivery_attempts = InMemoryDeliveryAttemptRepository(store)
        self.credentials = InMemoryCredentialRepository(store)
        self.sessions = InMemorySessionRepository(store)
        self.api_tokens = InMemoryApiTokenRepository(store)
        self.calendar_feeds = InMemoryCalendarFeedRepository(store)
        self.ended_access = InMemoryEndedAccess(store)
        self.login_throttles = InMemoryLoginThrottleRepository(store)
        self.subscriptions = InMemorySubscriptionRepository(store, store.subscriptions, None)
        self.subscription_progress = InMemorySubscriptionProgressRepository(store)
        self.subscription_messages = InMemorySubscriptionMessageRepository(store)
        self.journal = InMemoryJournal(store)
        self.outbox = InMemoryOutbox(store)
        self._open_drills(store)

    def _open_drills(self, store: Store) -> None:
        self.drills = InMemoryDrillRepository(store, store.drills)
        self.drill_timers = InMemoryDrillTimers(store)
        self.drill_runs = InMemoryDrillRunRepository(store)


class InMemoryWork(Repositories):
    """One unit of work over all domains; `begin` makes further ones over the same repositories."""

    def __init__(
        self,
        store: Store,
        now: datetime,
        ids: IdSource,
        request_id: str | None = None,
        *,
        keeps_records: bool = True,
    ) -> None:
        super().__init__(store)
        self.store = store
        self.now = now
        self.ids = ids
        self.request_id = request_id
        self.keeps_records = keeps_records
        self._events: list[Event] = []

    def begin(self, now: datetime, request_id: str | None = None) -> "InMemoryWork":
        """Return a new, empty work over the same store."""
        work = InMemoryWork.__new__(InMemoryWork)  # copy.copy is ten times slower
        vars(work).update(vars(self))
        work.now, work.request_id, work._events = now, request_id, []
        return work

    def record(self, *events: Event) -> None:
        """Note what happened."""
        self._events.extend(events)

    def drain(self) -> Sequence[Event]:
        """Return the events recorded since the last call."""
        events, self._events = self._events, []
        return events

    async def directory(self) -> Directory:
        """Return the whole configuration."""
        return self.store.directory()

    async def hold_configuration(self) -> None:
        """Do nothing; one work at a time needs no lock."""

    async def address_book(self) -> Directory:
        """Return how people can be reached."""
        return self.store.directory()

    async def people(self) -> Directory:
        """Return who there is."""
        return self.store.directory()

    async def roster(self, incidents: Iterable[Incident]) -> LiveRoster:
        """Return what decisions about these incidents have to look up."""
        del incidents  # every version is at hand
        return LiveRoster(self.store.directory(), self.store.policy_versions.rows)

    async def hold_incidents(self, ids: Iterable[IncidentId]) -> Mapping[IncidentId, str]:
        """Return the statuses of these incidents; one work at a time needs no lock."""
        return {found.id: found.status.value for found in self.store.incidents.pick(ids).values()}
