"""Every noun of the API, by the name its addresses are put together with."""

from attrs import frozen

from hikeshi_server.inbound.http.api.resources.alerts import Alerts
from hikeshi_server.inbound.http.api.resources.audit_entries import AuditEntries
from hikeshi_server.inbound.http.api.resources.calendar_feeds import CalendarFeeds
from hikeshi_server.inbound.http.api.resources.configuration import ConfigurationFiles
from hikeshi_server.inbound.http.api.resources.contact_methods import ContactMethods
from hikeshi_server.inbound.http.api.resources.drills import Drills
from hikeshi_server.inbound.http.api.resources.duty import Duty
from hikeshi_server.inbound.http.api.resources.escalation_policies import EscalationPolicies
from hikeshi_server.inbound.http.api.resources.hand_off import HandOffs
from hikeshi_server.inbound.http.api.resources.holidays import Holidays
from hikeshi_server.inbound.http.api.resources.incident_actions import IncidentActions
from hikeshi_server.inbound.http.api.resources.incident_states import Acknowledgement, Resolution
from hikeshi_server.inbound.http.api.resources.incidents import Incidents, Pages
from hikeshi_server.inbound.http.api.resources.integrations import Integrations
from hikeshi_server.inbound.http.api.resources.maintenance_windows import MaintenanceWindows
from hikeshi_server.inbound.http.api.resources.notices import Notices
from hikeshi_server.inbound.http.api.resources.notification_rules import NotificationRules
from hikeshi_server.inbound.http.api.resources.notifications import Notifications
from hikeshi_server.inbound.http.api.resources.on_call_load import OnCallLoad
from hikeshi_server.inbound.http.api.resources.override_imports import OverrideImports
from hikeshi_server.inbound.http.api.resources.overrides import Overrides
from hikeshi_server.inbound.http.api.resources.policy_versions import PolicyVersions
from hikeshi_server.inbound.http.api.resources.reachability import ReachabilityOfPeople
from hikeshi_server.inbound.http.api.resources.rehearsals import Rehearsals
from hikeshi_server.inbound.http.api.resources.routes import Routes
from hikeshi_server.inbound.http.api.resources.schedule_revisions import ScheduleRevisions
from hikeshi_server.inbound.http.api.resources.schedules import OnCall, Schedules
from hikeshi_server.inbound.http.api.resources.services import Services
from hikeshi_server.inbound.http.api.resources.silences import Silences
from hikeshi_server.inbound.http.api.resources.subscribed_calendars import (
    CalendarOfHolidays,
    SubscribedCalendars,
)
from hikeshi_server.inbound.http.api.resources.swaps import Swaps
from hikeshi_server.inbound.http.api.resources.teams import TeamMembers, Teams
from hikeshi_server.inbound.http.api.resources.unavailabilities import Unavailabilities
from hikeshi_server.inbound.http.api.resources.users import Users
from hikeshi_server.inbound.http.api.resources.webhook_subscriptions import WebhookSubscriptions


@frozen(kw_only=True)
class Resources:
    """Every noun of the API."""

    users: Users
    teams: Teams
    members: TeamMembers
    services: Services
    holidays: Holidays
    integrations: Integrations
    routes: Routes
    schedules: Schedules
    revisions: ScheduleRevisions
    overrides: Overrides
    override_imports: OverrideImports
    on_call: OnCall
    on_call_load: OnCallLoad
    hand_offs: HandOffs
    calendar_feeds: CalendarFeeds
    duty: Duty
    swaps: Swaps
    unavailabilities: Unavailabilities
    subscribed_calendars: SubscribedCalendars
    holiday_calendar: CalendarOfHolidays
    policies: EscalationPolicies
    policy_versions: PolicyVersions
    drills: Drills
    reachability: ReachabilityOfPeople
    rehearsals: Rehearsals
    contact_methods: ContactMethods
    notification_rules: NotificationRules
    incidents: Incidents
    pages: Pages
    acknowledgement: Acknowledgement
    resolution: Resolution
    actions: IncidentActions
    alerts: Alerts
    silences: Silences
    maintenance_windows: MaintenanceWindows
    notifications: Notifications
    notices: Notices
    audit_entries: AuditEntries
    configuration: ConfigurationFiles
    webhook_subscriptions: WebhookSubscriptions
