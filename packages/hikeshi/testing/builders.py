"""Objects for tests: valid as they are, each field replaceable."""

from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from attrs import AttrsInstance, evolve

from hikeshi.alerts.model.alert import Alert
from hikeshi.alerts.model.grouping import Grouping
from hikeshi.alerts.model.maintenance_window import MaintenanceWindow
from hikeshi.alerts.model.matcher import Matcher
from hikeshi.alerts.model.route import Route
from hikeshi.alerts.model.silence import Silence
from hikeshi.incidents.model.drill import Drill
from hikeshi.incidents.model.drill_run import DrillRun
from hikeshi.incidents.model.escalation_policy import EscalationPolicy, Step, Target, TargetKind
from hikeshi.incidents.model.incident import Incident
from hikeshi.incidents.model.timeline_entry import TimelineEntry
from hikeshi.kernel.actor import SYSTEM
from hikeshi.kernel.ids import (
    AlertId,
    ContactMethodId,
    DeliveryAttemptId,
    DrillId,
    DrillRunId,
    EscalationPolicyId,
    IncidentId,
    IntegrationId,
    MaintenanceWindowId,
    NoticeId,
    NotificationId,
    NotificationRuleId,
    RouteId,
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
from hikeshi.kernel.intervals import Interval
from hikeshi.kernel.severity import Severity, Urgency
from hikeshi.memory.ids import CountingIds
from hikeshi.notifications.model.delivery_attempt import DeliveryAttempt
from hikeshi.notifications.model.notice import Notice, Topic
from hikeshi.notifications.model.notification import DEADLINE, Notification
from hikeshi.notifications.model.notification_rule import NotificationRule
from hikeshi.oncall import (
    Layer,
    Rotation,
    RotationType,
    Schedule,
    Swap,
    SwapStatus,
    Unavailability,
)
from hikeshi.oncall.model.subscribed_calendar import SubscribedCalendar
from hikeshi.subscriptions.model.subscription import Subscription
from hikeshi.subscriptions.model.subscription_message import SubscriptionMessage
from hikeshi.teams.model.contact_method import ContactKind, ContactMethod
from hikeshi.teams.model.integration import Integration, IntegrationKind
from hikeshi.teams.model.service import Service
from hikeshi.teams.model.team import Team
from hikeshi.teams.model.user import User

T = TypeVar("T", bound=AttrsInstance)

#: When everything in tests begins.
START = datetime(2026, 1, 5, 3, 10, tzinfo=UTC)
#: Identities of built objects; ascending, never the same twice in a run.
new_id = CountingIds(count=1_000_000)


def a_user(**changes: Any) -> User:
    """Return a person."""
    user_id = UserId(new_id())
    key = f"user-{user_id.int % 10**9}"
    return _with(User(id=user_id, key=key, name="Ana", email=f"{key}@example.org"), changes)


def a_team(**changes: Any) -> Team:
    """Return a team without members."""
    team_id = TeamId(new_id())
    return _with(Team(id=team_id, key=f"team-{team_id.int % 10**9}", name="SRE"), changes)


def a_service(**changes: Any) -> Service:
    """Return a service without a policy."""
    service_id = ServiceId(new_id())
    return _with(Service(id=service_id, key=f"service-{service_id.int % 10**9}", name="A"), changes)


def an_integration(**changes: Any) -> Integration:
    """Return a sender with one key."""
    integration_id = IntegrationId(new_id())
    integration = Integration(
        id=integration_id,
        kind=IntegrationKind.ALERTMANAGER,
        name="alertmanager",
        keys=(f"{integration_id.int % 10**32:032d}",),
    )
    return _with(integration, changes)


def a_contact_method(**changes: Any) -> ContactMethod:
    """Return a verified console method."""
    method = ContactMethod(
        id=ContactMethodId(new_id()),
        user_id=UserId(new_id()),
        key="console",
        kind=ContactKind.CONSOLE,
        verified=True,
    )
    return _with(method, changes)


def a_notification_rule(**changes: Any) -> NotificationRule:
    """Return a rule that sends at once."""
    rule = NotificationRule(
        id=NotificationRuleId(new_id()),
        user_id=UserId(new_id()),
        contact_method_id=ContactMethodId(new_id()),
    )
    return _with(rule, changes)


def a_schedule(**changes: Any) -> Schedule:
    """Return a schedule with one weekly layer of one person."""
    schedule_id = ScheduleId(new_id())
    layer = Layer(
        name="week",
        users=((UserId(new_id()),),),
        rotation=Rotation(RotationType.WEEKLY),
        start=datetime(2026, 1, 5, 9),  # noqa: DTZ001 - a layer begins on its local clock
    )
    schedule = Schedule(
        id=schedule_id,
        key=f"schedule-{schedule_id.int % 10**9}",
        name="Primary",
        time_zone="Asia/Tokyo",
        layers=(layer,),
    )
    return _with(schedule, changes)


def a_swap(**changes: Any) -> Swap:
    """Return an offer of a day, to everybody."""
    built = Swap(
        id=SwapId(new_id()),
        schedule_id=ScheduleId(new_id()),
        giver_id=UserId(new_id()),
        pieces=(Interval(START + timedelta(days=1), START + timedelta(days=2)),),
        status=SwapStatus.OFFERED,
        offered_at=START,
    )
    return _with(built, changes)


def an_unavailability(**changes: Any) -> Unavailability:
    """Return a day away."""
    built = Unavailability(
        id=UnavailabilityId(new_id()),
        user_id=UserId(new_id()),
        start=START,
        end=START + timedelta(days=1),
    )
    return _with(built, changes)


def a_subscribed_calendar(**changes: Any) -> SubscribedCalendar:
    """Return a calendar of somebody's leave."""
    built = SubscribedCalendar(
        id=SubscribedCalendarId(new_id()),
        user_id=UserId(new_id()),
        name="leave",
        url="https://calendar.example.org/private-3cr3t/basic.ics",
    )
    return _with(built, changes)


def a_policy(**changes: Any) -> EscalationPolicy:
    """Return a policy with one step of five minutes and one person."""
    policy_id = EscalationPolicyId(new_id())
    step = Step(targets=(Target(TargetKind.USER, new_id()),), delay=timedelta(minutes=5))
    policy = EscalationPolicy(
        id=policy_id,
        key=f"policy-{policy_id.int % 10**9}",
        name="Default",
        team_id=None,
        steps=(step,),
    )
    return _with(policy, changes)


def a_route(**changes: Any) -> Route:
    """Return a route that matches everything."""
    return _with(Route(id=RouteId(new_id()), service_id=ServiceId(new_id())), changes)


def a_silence(**changes: Any) -> Silence:
    """Return a silence of one label for an hour."""
    silence = Silence(
        id=SilenceId(new_id()),
        matchers=(Matcher(name="env", value="test"),),
        starts_at=START,
        ends_at=START + timedelta(hours=1),
        comment="load test",
    )
    return _with(silence, changes)


def a_maintenance_window(**changes: Any) -> MaintenanceWindow:
    """Return an hour of maintenance of one service."""
    window = MaintenanceWindow(
        id=MaintenanceWindowId(new_id()),
        service_ids=(ServiceId(new_id()),),
        starts_at=START,
        ends_at=START + timedelta(hours=1),
        reason="upgrade",
    )
    return _with(window, changes)


def a_grouping(**changes: Any) -> Grouping:
    """Return a grouping by one label."""
    grouping = Grouping(ServiceId(new_id()), ("labels.cluster",), timedelta(minutes=5))
    return _with(grouping, changes)


def an_alert(**changes: Any) -> Alert:
    """Return a firing alert."""
    alert = Alert(
        id=AlertId(new_id()),
        incident_id=IncidentId(new_id()),
        integration_id=IntegrationId(new_id()),
        service_id=None,
        dedup_key="disk-full",
        severity=Severity.SEV2,
        title="Disk is full",
        first_seen_at=START,
        last_seen_at=START,
    )
    return _with(alert, changes)


def an_incident(**changes: Any) -> Incident:
    """Return a triggered incident whose escalation has not begun."""
    incident_id = IncidentId(new_id())
    incident = Incident(
        id=incident_id,
        number=incident_id.int % 10**9,
        title="Disk is full",
        created_at=START,
        severity=Severity.SEV2,
        urgency=Urgency.HIGH,
    )
    return _with(incident, changes)


def a_drill(**changes: Any) -> Drill:
    """Return a drill of nobody that runs when somebody asks for it."""
    drill_id = DrillId(new_id())
    return _with(Drill(id=drill_id, key=f"drill-{drill_id.int % 10**9}", name="Drill"), changes)


def a_drill_run(**changes: Any) -> DrillRun:
    """Return a run that began at the start and waits for its person."""
    run = DrillRun(
        id=DrillRunId(new_id()),
        drill_id=DrillId(new_id()),
        user_id=UserId(new_id()),
        incident_id=IncidentId(new_id()),
        via="user",
        started_at=START,
        acknowledge_by=START + timedelta(minutes=15),
    )
    return _with(run, changes)


def a_timeline_entry(**changes: Any) -> TimelineEntry:
    """Return an entry by Hikeshi itself."""
    entry = TimelineEntry(
        id=new_id(), incident_id=IncidentId(new_id()), at=START, by=SYSTEM, kind="note.added"
    )
    return _with(entry, changes)


def a_notification(**changes: Any) -> Notification:
    """Return a notification that is due at once."""
    notification = Notification(
        id=NotificationId(new_id()),
        incident_id=IncidentId(new_id()),
        user_id=UserId(new_id()),
        contact_method_id=ContactMethodId(new_id()),
        kind="console",
        urgency=Urgency.HIGH,
        created_at=START,
        planned_at=START,
        due_at=START,
        expires_at=START + DEADLINE,
        step=1,
    )
    return _with(notification, changes)


def a_delivery_attempt(notification: Notification, **changes: Any) -> DeliveryAttempt:
    """Return a running attempt at a notification."""
    attempt = DeliveryAttempt(
        id=DeliveryAttemptId(new_id()),
        notification_id=notification.id,
        incident_id=notification.incident_id,
        number=1,
        started_at=START,
        worker="worker-1",
    )
    return _with(attempt, changes)


def _with(built: T, changes: dict[str, Any]) -> T:
    return evolve(built, **changes)  # type: ignore[misc]  # T is one of the classes above


def a_subscription(**changes: Any) -> Subscription:
    """Return a program elsewhere that wants everything about incidents."""
    subscription = Subscription(
        id=SubscriptionId(new_id()),
        name="Data lake",
        url="https://lake.example.org/hikeshi",
        types=("incident.*",),
        secrets=("whsec_c2VjcmV0IG9mIHRoZSB0ZXN0cywgMzIgYnl0ZXM=",),
    )
    return _with(subscription, changes)


def a_subscription_message(**changes: Any) -> SubscriptionMessage:
    """Return a message that is due at the start."""
    message = SubscriptionMessage(
        id=SubscriptionMessageId(new_id()),
        subscription_id=SubscriptionId(new_id()),
        position=1,
        type="incident.triggered",
        body='{"type":"incident.triggered"}',
        created_at=START,
        tried_since=START,
        due_at=START,
    )
    return _with(message, changes)


def a_notice(**changes: Any) -> Notice:
    """Return word of an accepted swap that is due at the start."""
    id_ = NoticeId(new_id())
    notice = Notice(
        id=id_,
        user_id=UserId(new_id()),
        topic=Topic.SWAP_ACCEPTED,
        subject=str(id_),
        facts={
            "who": "Ben",
            "schedule": "Primary",
            "start": "2026-01-05T09:00:00Z",
            "end": "2026-01-12T09:00:00Z",
        },
        created_at=START,
        due_at=START,
        expires_at=START + timedelta(hours=1),
    )
    return _with(notice, changes)
