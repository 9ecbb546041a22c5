"""One unit of work: one transaction over all domains."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Generic, TypeVar

from attrs import define

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


_Parts = tuple[Session, Sealer, Callable[[], None]]
R = TypeVar("R")


class _Opened(Generic[R]):
    """A repository that is made when a work first asks for it.

    A work asks for ten of these fifty at most; making all of them took it 100 µs.
    """

    def __init__(self, open_it: Callable[["PostgresWork"], R]) -> None:
        self._open_it = open_it

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, work: "PostgresWork", owner: type) -> R:
        found = self._open_it(work)
        work.__dict__[self._name] = found  # from now on found before this is asked
        return found


@define(eq=False)
class _SeenRevision:
    """The revision of the configuration that another statement brought along.

    Not a field of the work: whoever is told to set it would hold the work, which holds them, and
    everything a storm has decided would wait for a look for cycles.
    """

    revision: Revision | None = None

    def see(self, row: Row | None) -> None:
        """Take note of it."""
        self.revision = to_revision(row)


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

    session: Session
    now: datetime
    plans: Plans
    _sealer: Sealer
    _seen: _SeenRevision

    unreadable_signals = _Opened(lambda work: PostgresUnreadableSignalRepository(work.session))
    refused_keys = _Opened(lambda work: PostgresRefusedKeyRepository(work.session))
    suppressed_alerts = _Opened(
        lambda work: PostgresSuppressedAlerts(work.session, work.plans.plan_release)
    )
    quiet_identities = _Opened(lambda work: PostgresQuietIdentities(work.session, work.now))
    incident_alerts = _Opened(lambda work: PostgresIncidentAlerts(work.session))
    incidents = _Opened(
        lambda work: PostgresIncidentRepository(work.session, work.plans.plan_timer)
    )
    alerts = _Opened(
        lambda work: PostgresAlertRepository(
            work.session, work._seen.see, work.incidents.see_statuses
        )
    )
    incident_groups = _Opened(lambda work: PostgresIncidentGroups(work.session))
    incident_timers = _Opened(lambda work: PostgresIncidentTimers(work.session))
    drill_timers = _Opened(lambda work: PostgresDrillTimers(work.session))
    drill_runs = _Opened(lambda work: PostgresDrillRunRepository(work.session))
    timeline = _Opened(lambda work: PostgresTimeline(work.session))
    turns = _Opened(lambda work: PostgresTurnRepository(work.session))
    notifications = _Opened(
        lambda work: PostgresNotificationRepository(
            work.session, work.plans.plan_notification, work.incidents.begun
        )
    )
    notification_queue = _Opened(
        lambda work: PostgresNotificationQueue(work.session, work.notifications)
    )
    bundles = _Opened(lambda work: PostgresBundleRepository(work.session, work.notifications))
    notices = _Opened(lambda work: PostgresNoticeRepository(work.session, work._sealer))
    verifications = _Opened(lambda work: PostgresVerificationRepository(work.session))
    delivery_attempts = _Opened(lambda work: PostgresDeliveryAttemptRepository(work.session))
    journal = _Opened(lambda work: PostgresJournal(work.session))
    outbox = _Opened(lambda work: PostgresOutbox(work.session, work.plans.fill_outbox))

    users = _Opened(lambda work: PostgresUserRepository(*work._documents))
    teams = _Opened(lambda work: PostgresTeamRepository(*work._documents))
    services = _Opened(lambda work: PostgresServiceRepository(*work._documents))
    holiday_sets = _Opened(lambda work: PostgresHolidaySetRepository(*work._documents))
    integrations = _Opened(lambda work: PostgresIntegrationRepository(*work._documents))
    contact_methods = _Opened(lambda work: PostgresContactMethodRepository(*work._documents))
    notification_rules = _Opened(lambda work: PostgresNotificationRuleRepository(*work._documents))
    schedules = _Opened(lambda work: PostgresScheduleRepository(*work._documents))
    escalation_policies = _Opened(lambda work: PostgresEscalationPolicyRepository(*work._documents))
    drills = _Opened(lambda work: PostgresDrillRepository(*work._documents))
    routes = _Opened(lambda work: PostgresRouteRepository(*work._documents))
    silences = _Opened(lambda work: PostgresSilenceRepository(*work._documents))
    maintenance_windows = _Opened(
        lambda work: PostgresMaintenanceWindowRepository(*work._documents)
    )
    subscriptions = _Opened(lambda work: PostgresSubscriptionRepository(*work._documents))
    subscription_progress = _Opened(
        lambda work: PostgresSubscriptionProgressRepository(work.session)
    )
    subscription_messages = _Opened(
        lambda work: PostgresSubscriptionMessageRepository(work.session)
    )
    groupings = _Opened(lambda work: PostgresGroupingRepository(work.session, work._reconfigure))
    organisation = _Opened(
        lambda work: PostgresOrganisationRepository(work.session, work._reconfigure)
    )
    applied_objects = _Opened(lambda work: PostgresAppliedObjectRepository(work.session))

    # Nobody decides by these through the directory: changing them leaves it as it is.
    schedule_versions = _Opened(lambda work: PostgresScheduleVersionRepository(work.session))
    swaps = _Opened(lambda work: PostgresSwapRepository(*work._records))
    unavailabilities = _Opened(lambda work: PostgresUnavailabilityRepository(*work._records))
    subscribed_calendars = _Opened(
        lambda work: PostgresSubscribedCalendarRepository(*work._records)
    )
    calendar_readings = _Opened(lambda work: PostgresCalendarReadingRepository(work.session))

    credentials = _Opened(lambda work: PostgresCredentialRepository(work.session))
    sessions = _Opened(lambda work: PostgresSessionRepository(work.session))
    api_tokens = _Opened(lambda work: PostgresApiTokenRepository(work.session))
    calendar_feeds = _Opened(lambda work: PostgresCalendarFeedRepository(work.session))
    ended_access = _Opened(lambda work: PostgresEndedAccess(work.session))
    login_throttles = _Opened(lambda work: PostgresLoginThrottleRepository(work.session))

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
        self._seen = _SeenRevision()
        self._reconfigured = False

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

    @property
    def _documents(self) -> _Parts:
        return self.session, self._sealer, self._reconfigure

    @property
    def _records(self) -> _Parts:
        return self.session, self._sealer, _nothing

    def _reconfigure(self) -> None:
        self._reconfigured, self._directory = True, None

    async def _read_directory(self) -> Directory:
        if self._reconfigured:
            # What this work has changed is nobody else's to see before it has committed.
            _, directory = await read_directory(self.session, self._sealer)
            return directory
        if self._cache.revision is not None:
            revision = self._seen.revision or await read_revision(self.session)
            # Looked at only now: meanwhile another work may have kept another state.
            if self._cache.revision == revision:
                return self._cache.directory
        read, directory = await read_directory(self.session, self._sealer)
        self._cache.keep(read, directory)
        return directory


def _nothing() -> None:
    """Do nothing."""
