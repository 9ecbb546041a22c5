"""The API on a page: every operation with its address, what it does, and what it takes."""

from collections.abc import Iterator

from attrs import frozen

from hikeshi.kernel.authorization import Permission
from hikeshi_server.inbound.http.api.operations import Operation, delete, get, patch, post, put
from hikeshi_server.inbound.http.api.resources.alerts import Alerts
from hikeshi_server.inbound.http.api.resources.audit_entries import AuditEntries
from hikeshi_server.inbound.http.api.resources.calendar_feeds import CalendarFeeds
from hikeshi_server.inbound.http.api.resources.configuration import ConfigurationFiles
from hikeshi_server.inbound.http.api.resources.contact_methods import ContactMethods
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

READ, RESPOND, OVERRIDE = Permission.READ, Permission.RESPOND, Permission.OVERRIDE
CONFIGURE, ADMINISTER, OPERATE = Permission.CONFIGURE, Permission.ADMINISTER, Permission.OPERATE


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


def operations(api: Resources) -> Iterator[Operation]:
    """Return every operation, in the order in which they are documented."""
    yield from _incidents(api)
    yield from _incident_states(api)
    yield from _alerts(api)
    yield from _quiet(api)
    yield from _services(api)
    yield from _holidays(api)
    yield from _schedules(api)
    yield from _swaps(api)
    yield from _policies(api)
    yield from _people(api)
    yield from _notifications(api)
    yield from _configuration(api)
    yield from _webhook_subscriptions(api)


def _incidents(api: Resources) -> Iterator[Operation]:
    one, many, actions = "/incidents/{incident}", api.incidents, api.actions
    yield get("/incidents", many.list_page, "List incidents")
    yield post("/incidents", many.declare, "Declare an incident", RESPOND)
    yield get(one, many.read, "Read an incident")
    yield patch(one, many.edit, "Change title, description, labels or severity", RESPOND)
    yield get(f"{one}/timeline", many.timeline, "Read what happened to an incident")
    yield get(f"{one}/explanation", many.explain, "Read why people were, or were not, paged")
    yield post(
        f"{one}/escalations",
        actions.escalate,
        "Run the next or a chosen step",
        RESPOND,
        location="",
    )
    yield post(
        f"{one}/snoozes", actions.snooze, "Let nothing happen for a while", RESPOND, location=""
    )
    yield post(
        f"{one}/reassignments", actions.reassign, "Give it to somebody else", RESPOND, location=""
    )
    yield post(f"{one}/notes", actions.note, "Write something down", RESPOND, location="")
    yield post(
        "/pages", api.pages.page, "Page somebody by hand", RESPOND, location="/incidents/{id}"
    )


def _incident_states(api: Resources) -> Iterator[Operation]:
    one, taking, ending = "/incidents/{incident}", api.acknowledgement, api.resolution
    yield put(f"{one}/acknowledgement", taking.put, "Take an incident", RESPOND)
    yield delete(f"{one}/acknowledgement", taking.remove, "Let an incident go", RESPOND, status=200)
    yield put(f"{one}/mitigation", ending.mitigate, "Say that the harm has stopped", RESPOND)
    yield delete(
        f"{one}/mitigation", ending.reopen, "Say that it has not after all", RESPOND, status=200
    )
    yield put(f"{one}/resolution", ending.resolve, "Say that it is over", RESPOND)
    yield delete(f"{one}/resolution", ending.reopen, "Reopen an incident", RESPOND, status=200)
    yield put(f"{one}/closure", ending.close, "Say that nothing is left to do", RESPOND)


def _alerts(api: Resources) -> Iterator[Operation]:
    alerts = api.alerts
    yield get("/alerts", alerts.list_page, "List alerts, without their payload")
    yield get("/alerts/{alert}", alerts.read, "Read an alert")
    yield get(
        "/unreadable-signals", alerts.list_unreadable, "List what was not understood", OPERATE
    )
    yield get(
        "/refused-keys", alerts.list_refused_keys, "List keys of senders nobody knows", OPERATE
    )


def _quiet(api: Resources) -> Iterator[Operation]:
    many, one = api.silences, "/silences/{silence}"
    yield get("/silences", many.list_page, "List silences")
    yield post("/silences", many.create, "Let nobody hear of some alerts for a while", RESPOND)
    yield get(one, many.read, "Read a silence")
    yield patch(one, many.edit, "Change a silence; its past stays", RESPOND)
    yield delete(one, many.end, "End a silence now", RESPOND, status=200)
    windows, window = api.maintenance_windows, "/maintenance-windows/{window}"
    yield get("/maintenance-windows", windows.list_page, "List maintenance windows")
    yield post("/maintenance-windows", windows.create, "Work on services for a while", RESPOND)
    yield get(window, windows.read, "Read a maintenance window")
    yield patch(window, windows.edit, "Change a maintenance window; its past stays", RESPOND)
    yield delete(window, windows.end, "End a maintenance window now", RESPOND, status=200)


def _services(api: Resources) -> Iterator[Operation]:
    many, one = api.services, "/services/{service}"
    yield get("/services", many.list_page, "List services")
    yield post("/services", many.create, "Create a service", CONFIGURE)
    yield get(one, many.read, "Read a service")
    yield put(one, many.replace, "Replace a service", CONFIGURE)
    yield patch(one, many.edit, "Change a service", CONFIGURE)
    yield delete(one, many.remove, "Delete a service", CONFIGURE)
    senders, sender = api.integrations, "/integrations/{integration}"
    yield get(f"{one}/integrations", senders.list_of_service, "List the senders of a service")
    yield post(
        f"{one}/integrations",
        senders.create_for_service,
        "Let a sender post signals about a service",
        CONFIGURE,
        location="/integrations/{id}",
    )
    yield get("/integrations", senders.list_page, "List senders")
    yield post("/integrations", senders.create, "Let a sender post signals", CONFIGURE)
    yield get(sender, senders.read, "Read a sender")
    yield put(sender, senders.replace, "Replace a sender; its keys stay", CONFIGURE)
    yield patch(sender, senders.edit, "Change a sender; its keys stay", CONFIGURE)
    yield delete(sender, senders.remove, "Stop listening to a sender", CONFIGURE)
    yield post(
        f"{sender}/rotations", senders.rotate, "Give a sender a new key", CONFIGURE, location=""
    )
    yield delete(
        f"{sender}/older-keys",
        senders.drop_older_keys,
        "Let a sender's older keys die",
        CONFIGURE,
        status=200,
    )
    yield get("/routes", api.routes.read, "Read the routes, in order")
    yield put("/routes", api.routes.replace, "Replace the routes", CONFIGURE)


def _holidays(api: Resources) -> Iterator[Operation]:
    many, one = api.holidays, "/holidays/{holidays}"
    yield get("/holidays", many.list_page, "List sets of holidays")
    yield post("/holidays", many.create, "Say on which days nobody works", CONFIGURE)
    yield get(one, many.read, "Read a set of holidays")
    yield put(one, many.replace, "Replace a set of holidays", CONFIGURE)
    yield patch(one, many.edit, "Change a set of holidays", CONFIGURE)
    yield delete(one, many.remove, "Delete a set of holidays", CONFIGURE)
    told, where = api.holiday_calendar, f"{one}/subscribed-calendar"
    yield get(where, told.read, "Read how the reading of a set's calendar goes")
    yield put(where, told.put, "Have the days of a set read from a calendar", CONFIGURE)
    yield delete(where, told.remove, "Read the calendar of a set no more", CONFIGURE)
    yield post(
        f"{where}/refreshes",
        told.refresh,
        "Read the calendar of a set at once",
        CONFIGURE,
        status=202,
    )
    yield post(
        f"{one}/calendar-imports",
        many.import_calendar,
        "Take the days of a calendar file",
        CONFIGURE,
        status=200,
    )


def _schedules(api: Resources) -> Iterator[Operation]:
    many, one, on_call = api.schedules, "/schedules/{schedule}", api.on_call
    yield get("/on-call", on_call.on_call, "Read who is on call for every schedule")
    yield get("/on-call-load", api.on_call_load.read, "Read how being on call is shared")
    yield get("/schedules", many.list_page, "List schedules")
    yield post("/schedules", many.create, "Create a schedule", CONFIGURE)
    yield post(
        "/schedules/preview",
        many.preview,
        "Compute what a schedule would answer if it were saved",
        READ,
        status=200,
    )
    yield get(one, many.read, "Read a schedule")
    yield put(one, many.replace, "Replace a schedule; its past stays", CONFIGURE)
    yield patch(one, many.edit, "Change a schedule; its past stays", CONFIGURE)
    yield delete(one, many.remove, "Delete a schedule", CONFIGURE)
    yield get(f"{one}/shifts", on_call.shifts, "Read who is on call, when")
    yield get(f"{one}/layers", on_call.layers, "Read each layer's own shifts")
    yield get(f"{one}/hand-off", api.hand_offs.read, "Read what is handed over next")
    yield get(f"{one}/gaps", on_call.gaps, "Read when nobody is on call")
    revisions = api.revisions
    yield get(f"{one}/revisions", revisions.list_all, "Read every revision of the layers")
    yield put(
        f"{one}/revisions/{{number}}/restoration",
        revisions.restore,
        "Put the layers of a revision in force again",
        CONFIGURE,
    )
    yield get(f"{one}/conflicts", api.duty.conflicts, "Read when somebody on call is unavailable")
    yield get(f"{one}/cover-suggestions", api.duty.cover, "Read who could stand in, best first")
    overrides = api.overrides
    yield get(f"{one}/overrides", overrides.list_page, "List the overrides of a schedule")
    yield post(f"{one}/overrides", overrides.add, "Put an override on a schedule", OVERRIDE)
    yield delete(
        f"{one}/overrides/{{override}}", overrides.remove, "Take an override back", OVERRIDE
    )
    yield post(
        f"{one}/override-imports",
        api.override_imports.create,
        "Put the events of a calendar file on a schedule",
        OVERRIDE,
        status=200,
    )
    feeds = api.calendar_feeds
    yield get("/calendar-feeds", feeds.list_page, "List secret addresses of calendars")
    yield post(
        "/calendar-feeds", feeds.create, "Make a secret address of a calendar", READ, location=""
    )
    yield delete("/calendar-feeds/{feed}", feeds.revoke, "Revoke an address of a calendar", READ)


def _swaps(api: Resources) -> Iterator[Operation]:
    many, one = api.swaps, "/swaps/{swap}"
    yield get("/swaps", many.list_page, "List swaps")
    yield post("/swaps", many.offer, "Offer a shift to the team, or ask one person", OVERRIDE)
    yield post("/swaps/preview", many.preview, "Compute what a swap would change", READ, status=200)
    yield get(one, many.read, "Read a swap")
    yield get(f"{one}/preview", many.effect, "Compute what accepting a swap would change")
    yield put(f"{one}/acceptance", many.accept, "Take what is offered", OVERRIDE)
    yield put(f"{one}/refusal", many.decline, "Decline what one was asked to take", OVERRIDE)
    yield put(f"{one}/withdrawal", many.withdraw, "Take a swap back", OVERRIDE)


def _policies(api: Resources) -> Iterator[Operation]:
    many, one = api.policies, "/escalation-policies/{policy}"
    yield get("/escalation-policies", many.list_page, "List escalation policies")
    yield post("/escalation-policies", many.create, "Create an escalation policy", CONFIGURE)
    yield get(one, many.read, "Read an escalation policy")
    yield put(one, many.replace, "Replace an escalation policy", CONFIGURE)
    yield patch(one, many.edit, "Change an escalation policy", CONFIGURE)
    yield delete(one, many.remove, "Delete an escalation policy", CONFIGURE)
    versions, version = api.policy_versions, f"{one}/versions/{{number}}"
    yield get(f"{one}/versions", versions.list_all, "Read every version a policy had")
    yield get(version, versions.read, "Read one version of a policy")
    yield get(f"{version}/changes", versions.changes, "Read what a version changed")
    yield put(
        f"{version}/restoration", versions.restore, "Go back to a version of a policy", CONFIGURE
    )
    played = api.rehearsals
    yield post(
        f"{one}/rehearsals",
        played.of_policy,
        "See who would be paged when, without paging anybody",
        READ,
        status=200,
    )
    yield post(
        "/rehearsals", played.of_suite, "Play a suite of scenarios in memory", READ, status=200
    )


def _calendars_of(api: Resources, user: str) -> Iterator[Operation]:
    many, one = api.subscribed_calendars, f"{user}/subscribed-calendars/{{calendar}}"
    yield get(f"{user}/subscribed-calendars", many.list_page, "List calendars of a person's leave")
    yield post(
        f"{user}/subscribed-calendars", many.add, "Have a calendar of one's leave read", OVERRIDE
    )
    yield get(one, many.read, "Read how the reading of a calendar goes")
    yield put(one, many.replace, "Replace a calendar that is read", OVERRIDE)
    yield patch(one, many.edit, "Change a calendar that is read", OVERRIDE)
    yield delete(one, many.remove, "Read a calendar no more", OVERRIDE)
    yield post(f"{one}/refreshes", many.refresh, "Read a calendar at once", OVERRIDE, status=202)


def _people(api: Resources) -> Iterator[Operation]:
    users, user, teams, team = api.users, "/users/{user}", api.teams, "/teams/{team}"
    yield get("/users", users.list_page, "List people")
    yield post("/users", users.create, "Let a person in", ADMINISTER)
    yield get(user, users.read, "Read a person")
    yield put(user, users.replace, "Replace what is known of a person", ADMINISTER)
    yield patch(user, users.edit, "Change what is known of a person, or of oneself", ADMINISTER)
    yield delete(user, users.deactivate, "Deactivate a person", ADMINISTER)
    yield get(f"{user}/reachability", api.reachability.read, "Read whether and how pages arrive")
    yield get(f"{user}/departure", api.duty.departure, "Read what a person's leaving uncovers")
    away, absence = api.unavailabilities, f"{user}/unavailabilities/{{unavailability}}"
    yield get(f"{user}/unavailabilities", away.list_page, "List when a person cannot be on call")
    yield post(f"{user}/unavailabilities", away.add, "Say when one cannot be on call", OVERRIDE)
    yield get(absence, away.read, "Read when a person cannot be on call")
    yield put(absence, away.replace, "Replace when a person cannot be on call", OVERRIDE)
    yield patch(absence, away.edit, "Change when a person cannot be on call", OVERRIDE)
    yield delete(absence, away.remove, "Say that a person can be on call after all", OVERRIDE)
    yield from _calendars_of(api, user)
    yield get("/teams", teams.list_page, "List teams")
    yield post("/teams", teams.create, "Form a team", ADMINISTER)
    yield get(team, teams.read, "Read a team")
    yield put(team, teams.replace, "Replace a team", CONFIGURE)
    yield patch(team, teams.edit, "Change a team", CONFIGURE)
    yield delete(team, teams.remove, "Dissolve a team", ADMINISTER)
    yield get(f"{team}/members", api.members.list_page, "List the members of a team")
    yield post(
        f"{team}/members",
        api.members.add,
        "Take a person into a team",
        CONFIGURE,
        location="/teams/{id}/members",
    )
    yield put(f"{team}/members/{{user}}", api.members.put, "Take a person into a team", CONFIGURE)
    yield delete(
        f"{team}/members/{{user}}",
        api.members.remove,
        "Let a person leave a team",
        CONFIGURE,
        status=200,
    )
    yield get("/audit-entries", api.audit_entries.list_page, "Read the journal", ADMINISTER)


def _notifications(api: Resources) -> Iterator[Operation]:
    methods, method = api.contact_methods, "/contact-methods/{method}"
    yield get("/contact-methods", methods.list_page, "List one's contact methods")
    yield post("/contact-methods", methods.create, "Add a contact method", READ)
    yield get(method, methods.read, "Read a contact method")
    yield put(method, methods.replace, "Replace a contact method", READ)
    yield patch(method, methods.edit, "Change a contact method", READ)
    yield delete(method, methods.remove, "Take a contact method away", READ)
    yield put(
        f"{method}/verification",
        methods.verify,
        "Verify a contact method by the code sent there; without one an admin vouches for it",
        READ,
    )
    yield post(
        f"{method}/verification-requests",
        methods.request_code,
        "Have a code sent to a contact method",
        READ,
        status=202,
    )
    rules, rule = api.notification_rules, "/notification-rules/{rule}"
    yield get("/notification-rules", rules.list_page, "List personal rules")
    yield post("/notification-rules", rules.create, "Add a personal rule", READ)
    yield get(rule, rules.read, "Read a personal rule")
    yield put(rule, rules.replace, "Replace a personal rule", READ)
    yield patch(rule, rules.edit, "Change a personal rule", READ)
    yield delete(rule, rules.remove, "Delete a personal rule", READ)
    pages = api.notifications
    yield get("/notifications", pages.list_page, "List notifications")
    yield get("/notifications/{notification}", pages.read, "Read one with its attempts")
    yield get("/notices", api.notices.list_page, "List messages to people that are no pages")
    yield get("/dead-letters", pages.list_dead_letters, "List undelivered pages", OPERATE)
    yield post(
        "/dead-letters/replays",
        pages.replay_many,
        "Send undelivered pages again whose incidents nobody has",
        OPERATE,
        status=200,
    )
    yield post(
        "/dead-letters/{notification}/replays",
        pages.replay,
        "Send an undelivered page again",
        OPERATE,
        location="/notifications/{id}",
    )


def _configuration(api: Resources) -> Iterator[Operation]:
    files, address = api.configuration, "/configuration"
    yield get(address, files.export, "Read everything configured, as files have it", ADMINISTER)
    yield post(
        f"{address}/plans", files.plan, "See what files would change", ADMINISTER, status=200
    )
    yield post(f"{address}/applications", files.apply, "Let files hold", ADMINISTER, location="")


def _webhook_subscriptions(api: Resources) -> Iterator[Operation]:
    many, one = api.webhook_subscriptions, "/webhook-subscriptions/{subscription}"
    yield get("/webhook-subscriptions", many.list_page, "List webhook subscriptions", ADMINISTER)
    yield post(
        "/webhook-subscriptions",
        many.create,
        "Let a program elsewhere be told what happens; its secret is shown once",
        ADMINISTER,
    )
    yield get(one, many.read, "Read a webhook subscription", ADMINISTER)
    yield put(one, many.replace, "Replace a webhook subscription", ADMINISTER)
    yield patch(one, many.edit, "Change a webhook subscription", ADMINISTER)
    yield delete(one, many.remove, "Delete a webhook subscription", ADMINISTER)
    yield post(
        f"{one}/rotations",
        many.rotate,
        "Sign with a new secret as well; it is shown once",
        ADMINISTER,
        location="",
    )
    yield delete(
        f"{one}/older-secrets",
        many.drop_older_secrets,
        "Sign with the newest secret only",
        ADMINISTER,
        status=200,
    )
    yield get(f"{one}/messages", many.list_messages, "List what it was sent", ADMINISTER)
    yield post(
        f"{one}/messages/{{message}}/replays",
        many.replay,
        "Send a message again",
        ADMINISTER,
        location="",
    )
