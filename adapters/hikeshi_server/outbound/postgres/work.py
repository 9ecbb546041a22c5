"""One unit of work: one transaction over all domains."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from hikeshi.flow.directory import Directory
from hikeshi.flow.live_roster import LiveRoster
from hikeshi.incidents.model.incident import Incident
from hikeshi.kernel.events import Event
from hikeshi.kernel.ids import IdSource, IncidentId
from hikeshi_server.outbound.postgres.access import (
    PostgresApiTokenRepository,
    PostgresCredentialRepository,
    PostgresLoginThrottleRepository,
    PostgresSessionRepository,
)
from hikeshi_server.outbound.postgres.alerts import (
    PostgresAlertRepository,
    PostgresRefusedKeyRepository,
    PostgresUnreadableSignalRepository,
)
from hikeshi_server.outbound.postgres.applied_objects import PostgresAppliedObjectRepository
from hikeshi_server.outbound.postgres.audit import PostgresJournal
from hikeshi_server.outbound.postgres.bundles import PostgresBundleRepository
from hikeshi_server.outbound.postgres.calendar_feeds import PostgresCalendarFeedRepository
from hikeshi_server.outbound.postgres.calendars import (
    PostgresCalendarReadingRepository,
    PostgresSubscribedCalendarRepository,
)
from hikeshi_server.outbound.postgres.directory import (
    DirectoryCache,
    read_directory,
)
from hikeshi_server.outbound.postgres.drills import (
    PostgresDrillRepository,
    PostgresDrillRunRepository,
    PostgresDrillTimers,
)
from hikeshi_server.outbound.postgres.escalation_policies import (
    PostgresEscalationPolicyRepository,
)
from hikeshi_server.outbound.postgres.incident_alerts import PostgresIncidentAlerts
from hikeshi_server.outbound.postgres.incident_timers import (
    PostgresIncidentGroups,
    PostgresIncidentTimers,
    hold_incidents,
)
from hikeshi_server.outbound.postgres.incidents import PostgresIncidentRepository
from hikeshi_server.outbound.postgres.notices import (
    PostgresNoticeRepository,
    PostgresVerificationRepository,
)
from hikeshi_server.outbound.postgres.notification_queue import (
    PostgresDeliveryAttemptRepository,
    PostgresNotificationQueue,
    PostgresNotificationRuleRepository,
)
from hikeshi_server.outbound.postgres.notifications import PostgresNotificationRepository
from hikeshi_server.outbound.postgres.oncall import (
    PostgresScheduleRepository,
    PostgresScheduleVersionRepository,
    PostgresSwapRepository,
    PostgresUnavailabilityRepository,
)
from hikeshi_server.outbound.postgres.outbox import (
    PostgresOrganisationRepository,
    PostgresOutbox,
)
from hikeshi_server.outbound.postgres.plans import Plans
from hikeshi_server.outbound.postgres.revision import (
    Revision,
    bump_revision,
    read_revision,
    to_revision,
)
from hikeshi_server.outbound.postgres.routes import (
    PostgresGroupingRepository,
    PostgresRouteRepository,
)
from hikeshi_server.outbound.postgres.sealer import Sealer
from hikeshi_server.outbound.postgres.session import Row, Session
from hikeshi_server.outbound.postgres.subscriptions import (
    PostgresSubscriptionMessageRepository,
    PostgresSubscriptionProgressRepository,
    PostgresSubscriptionRepository,
)
from hikeshi_server.outbound.postgres.suppression import (
    PostgresMaintenanceWindowRepository,
    PostgresSilenceRepository,
    PostgresSuppressedAlerts,
)
from hikeshi_server.outbound.postgres.sweeping import PostgresEndedAccess, PostgresQuietIdentities
from hikeshi_server.outbound.postgres.teams import (
    PostgresContactMethodRepository,
    PostgresHolidaySetRepository,
    PostgresIntegrationRepository,
    PostgresServiceRepository,
    PostgresTeamRepository,
    PostgresUserRepository,
)
from hikeshi_server.outbound.postgres.timeline import PostgresTimeline
from hikeshi_server.outbound.postgres.turns import PostgresTurnRepository

#: Whoever applies files holds this advisory lock.
CONFIGURATION_LOCK = 0x48494B45_434F4E46
_HOLD_CONFIGURATION = f"SELECT pg_advisory_xact_lock({CONFIGURATION_LOCK})"


class PostgresWork:
    """One transaction over all domains.

    Args:
        session: The connection, inside its transaction.
        sealer: Keeps secrets.
        cache: The configuration all works of this process share.
        now: The instant of the whole work.
        ids: Where new identities come from.
        request_id: The request that asked for this work.
    """

    def __init__(
        self,
        session: Session,
        sealer: Sealer,
        cache: DirectoryCache,
        *,
        now: datetime,
        ids: IdSource,
        request_id: str | None = None,
    ) -> None:
        self.session, self.now, self.ids, self.request_id = session, now, ids, request_id
        self.keeps_records = True
        self.plans = Plans()
        self._sealer, self._cache = sealer, cache
        self._events: list[Event] = []
        self._directory: Directory | None = None
        self._revision: Revision | None = None
        self._reconfigured = False
        self._open_hot_repositories()
        self._open_configuration()
        self._open_duty()
        self._open_access()

    def _open_hot_repositories(self) -> None:
        session, plans = self.session, self.plans
        self.unreadable_signals = PostgresUnreadableSignalRepository(session)
        self.refused_keys = PostgresRefusedKeyRepository(session)
        self.suppressed_alerts = PostgresSuppressedAlerts(session, plans.plan_release)
        self.quiet_identities = PostgresQuietIdentities(session, self.now)
        self.incident_alerts = PostgresIncidentAlerts(session)
        self.incidents = PostgresIncidentRepository(session, plans.plan_timer)
        self.alerts = PostgresAlertRepository(
            session, self._see_revision, self.incidents.see_statuses
        )
        self.incident_groups = PostgresIncidentGroups(session)
        self.incident_timers = PostgresIncidentTimers(session)
        self.drill_timers = PostgresDrillTimers(session)
        self.drill_runs = PostgresDrillRunRepository(session)
        self.timeline = PostgresTimeline(session)
        self.turns = PostgresTurnRepository(session)
        self.notifications = PostgresNotificationRepository(
            session, plans.plan_notification, self.incidents.begun
        )
        self.notification_queue = PostgresNotificationQueue(session, self.notifications)
        self.bundles = PostgresBundleRepository(session, self.notifications)
        self.notices = PostgresNoticeRepository(session, self._sealer)
        self.verifications = PostgresVerificationRepository(session)
        self.delivery_attempts = PostgresDeliveryAttemptRepository(session)
        self.journal = PostgresJournal(session)
        self.outbox = PostgresOutbox(session, plans.fill_outbox)

    def _open_configuration(self) -> None:
        opened = (self.session, self._sealer, self._reconfigure)
        self.users = PostgresUserRepository(*opened)
        self.teams = PostgresTeamRepository(*opened)
        self.services = PostgresServiceRepository(*opened)
        self.holiday_sets = PostgresHolidaySetRepository(*opened)
        self.integrations = PostgresIntegrationRepository(*opened)
        self.contact_methods = PostgresContactMethodRepository(*opened)
        self.notification_rules = PostgresNotificationRuleRepository(*opened)
        self.schedules = PostgresScheduleRepository(*opened)
        self.escalation_policies = PostgresEscalationPolicyRepository(*opened)
        self.drills = PostgresDrillRepository(*opened)
        self.routes = PostgresRouteRepository(*opened)
        self.silences = PostgresSilenceRepository(*opened)
        self.maintenance_windows = PostgresMaintenanceWindowRepository(*opened)
        self.subscriptions = PostgresSubscriptionRepository(*opened)
        self.subscription_progress = PostgresSubscriptionProgressRepository(self.session)
        self.subscription_messages = PostgresSubscriptionMessageRepository(self.session)
        self.groupings = PostgresGroupingRepository(self.session, self._reconfigure)
        self.organisation = PostgresOrganisationRepository(self.session, self._reconfigure)
        self.applied_objects = PostgresAppliedObjectRepository(self.session)

    def _open_duty(self) -> None:
        # Nobody decides by these through the directory: changing them leaves it as it is.
        opened = (self.session, self._sealer, _nothing)
        self.schedule_versions = PostgresScheduleVersionRepository(self.session)
        self.swaps = PostgresSwapRepository(*opened)
        self.unavailabilities = PostgresUnavailabilityRepository(*opened)
        self.subscribed_calendars = PostgresSubscribedCalendarRepository(*opened)
        self.calendar_readings = PostgresCalendarReadingRepository(self.session)

    def _open_access(self) -> None:
        self.credentials = PostgresCredentialRepository(self.session)
        self.sessions = PostgresSessionRepository(self.session)
        self.api_tokens = PostgresApiTokenRepository(self.session)
        self.calendar_feeds = PostgresCalendarFeedRepository(self.session)
        self.ended_access = PostgresEndedAccess(self.session)
        self.login_throttles = PostgresLoginThrottleRepository(self.session)

    def record(self, *events: Event) -> None:
        """Note what happened."""
        self._events.extend(events)

    def drain(self) -> Sequence[Event]:
        """Return the events recorded since the last call."""
        events, self._events = self._events, []
        return events

    async def directory(self) -> Directory:
        """Return the whole configuration as this work sees it, its own changes included."""
        if self._directory is None:
            self._directory = await self._read_directory()
        return self._directory

    async def hold_configuration(self) -> None:
        """Let nobody else apply files until this work ends; look at it as it is then."""
        await self.session.run(_HOLD_CONFIGURATION)
        self._directory = None

    async def address_book(self) -> Directory:
        """Return how people can be reached."""
        return await self.directory()

    async def people(self) -> Directory:
        """Return who there is."""
        return await self.directory()

    async def roster(self, incidents: Iterable[Incident]) -> LiveRoster:
        """Return what decisions about these incidents have to look up."""
        directory = await self.directory()
        pinned = {
            (policy_id, found.escalation.policy_version)
            for found in incidents
            if (policy_id := found.escalation.policy_id) is not None
            and (
                (newest := directory.policies.get(policy_id)) is None
                or newest.version != found.escalation.policy_version
            )
        }
        missing = pinned - self._cache.versions.keys()
        if missing:
            # Versions of this work's own making are never old ones of running escalations.
            self._cache.keep_versions(await self.escalation_policies.get_versions(missing))
        return LiveRoster(directory, self._cache.versions)

    async def hold_incidents(self, ids: Iterable[IncidentId]) -> Mapping[IncidentId, str]:
        """Keep these incidents from changing until the work ends; return their statuses."""
        return await hold_incidents(self.session, ids)

    async def finish(self) -> None:
        """Do what comes right before the commit: write what waits, say what has changed."""
        await self.notifications.write()
        if self._reconfigured:
            await bump_revision(self.session)

    def _see_revision(self, row: Row | None) -> None:
        self._revision = to_revision(row)

    def _reconfigure(self) -> None:
        self._reconfigured, self._directory = True, None

    async def _read_directory(self) -> Directory:
        if self._reconfigured:
            # What this work has changed is nobody else's to see before it has committed.
            _, directory = await read_directory(self.session, self._sealer)
            return directory
        if self._cache.revision is not None:
            revision = self._revision or await read_revision(self.session)
            # Looked at only now: meanwhile another work may have kept another state.
            if self._cache.revision == revision:
                return self._cache.directory
        read, directory = await read_directory(self.session, self._sealer)
        self._cache.keep(read, directory)
        return directory


def _nothing() -> None:
    """Do nothing."""
