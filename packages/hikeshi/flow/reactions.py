"""What follows from what: the whole behaviour of Hikeshi on one screen.

`Within` follows in the same transaction: what must be true together so that no page is lost.
`After` follows once that has committed, at least once. Rows run in the order of this table.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from attrs import frozen

from hikeshi.access.events import (
    ApiTokenCreated,
    ApiTokenRevoked,
    CalendarFeedCreated,
    CalendarFeedRevoked,
    PasswordChanged,
    SessionRevoked,
    SignedIn,
    SignInRefused,
)
from hikeshi.alerts.events import (
    AlertAcknowledged,
    AlertOpened,
    AlertRepeated,
    AlertResolved,
    AlertSuppressed,
    GroupingsReplaced,
    LateTriggerDropped,
    MaintenanceWindowCreated,
    MaintenanceWindowEdited,
    MaintenanceWindowEnded,
    RoutesReplaced,
    SilenceCreated,
    SilenceEdited,
    SilenceEnded,
)
from hikeshi.flow import consequences as then
from hikeshi.flow.drilling import (
    keep_answers,
    keep_called_off,
    tell_missed,
    tell_nobody_found,
)
from hikeshi.flow.knowing import forget_versions, keep_versions
from hikeshi.flow.leaving import end_access_of_leavers
from hikeshi.flow.reading_calendars import (
    forget_calendars,
    take_over_holidays,
    tell_about_calendars,
)
from hikeshi.flow.resolving import end_alerts_of_timed_out
from hikeshi.flow.swapping import recheck_swaps
from hikeshi.flow.taking_in_receipts import take_in_receipts
from hikeshi.flow.telling_swaps import tell_about_swaps
from hikeshi.flow.telling_who_has_it import tell_who_has_it
from hikeshi.flow.work import Work
from hikeshi.incidents.events import (
    AcknowledgementConfirmed,
    DrillAnswered,
    DrillCalledOff,
    DrillCreated,
    DrillDeleted,
    DrillEdited,
    DrillMissed,
    DrillPassedOver,
    DrillRan,
    EscalationExhausted,
    IncidentAcknowledged,
    IncidentClosed,
    IncidentEdited,
    IncidentEscalated,
    IncidentMitigated,
    IncidentReassigned,
    IncidentReopened,
    IncidentResolved,
    IncidentSnoozed,
    IncidentTriggered,
    IncidentUnacknowledged,
    NoteAdded,
    PageRaised,
    PersonLeftOut,
    PersonPaged,
    PolicyCreated,
    PolicyDeleted,
    PolicyEdited,
    ReassignmentExpired,
    ResponderJoined,
    SeverityChanged,
    StepSkipped,
    StepWaiting,
    TriggerWhileAcknowledged,
    UrgencyRaised,
)
from hikeshi.kernel.events import Event
from hikeshi.notifications.events import (
    FallbackUsed,
    FloorApplied,
    FloorMissed,
    NoticeFailed,
    NotificationDiscarded,
    NotificationFailed,
    NotificationHeld,
    NotificationReplayed,
    NotificationRetried,
    NotificationSent,
    NotificationSuperseded,
    PersonUnreachable,
    ReceiptKept,
    RecipientUnsubscribed,
    RuleCreated,
    RuleDeleted,
    RuleEdited,
    RulePassedOver,
)
from hikeshi.oncall.events import (
    AbsencesRead,
    CalendarEdited,
    CalendarFailing,
    CalendarSubscribed,
    CalendarUnsubscribed,
    HolidaysRead,
    OverrideAdded,
    OverrideRemoved,
    ScheduleCreated,
    ScheduleDeleted,
    ScheduleEdited,
    SwapAccepted,
    SwapBroken,
    SwapDeclined,
    SwapIdled,
    SwapOffered,
    SwapWithdrawn,
    UnavailabilityAdded,
    UnavailabilityEdited,
    UnavailabilityRemoved,
)
from hikeshi.subscriptions.events import (
    MessageReplayed,
    SubscriptionCreated,
    SubscriptionDeleted,
    SubscriptionDisabled,
    SubscriptionEdited,
)
from hikeshi.teams.events import ObjectChanged, ObjectCreated, ObjectDeleted

#: A consequence is plural: it gets every event of the kind a round brought.
Consequence = Callable[[Work, Sequence[Any]], Awaitable[None]]


@frozen
class Within:
    """This follows in the same transaction."""

    on: type[Event]
    consequence: Consequence


@frozen
class After:
    """This follows after the commit, in a transaction of its own."""

    on: type[Event]
    consequence: Consequence

    @property
    def name(self) -> str:
        """What the outbox calls this row."""
        return self.consequence.__name__


REACTIONS: tuple[Within | After, ...] = (
    Within(AlertOpened, then.trigger_incidents),
    Within(AlertRepeated, then.follow_repeats),
    Within(AlertAcknowledged, then.acknowledge_incidents),
    Within(AlertResolved, then.resolve_incidents),
    Within(SilenceEdited, then.look_at_suppressed),
    Within(SilenceEnded, then.look_at_suppressed),
    Within(MaintenanceWindowEdited, then.look_at_suppressed),
    Within(MaintenanceWindowEnded, then.look_at_suppressed),
    Within(IncidentReassigned, then.end_former_assignment),
    Within(PersonPaged, then.plan_notifications),
    Within(PageRaised, then.raise_pages),
    Within(SeverityChanged, then.hasten_pages),
    Within(DrillAnswered, keep_answers),
    Within(DrillCalledOff, keep_called_off),
    Within(DrillMissed, tell_missed),
    Within(DrillRan, tell_nobody_found),
    Within(IncidentAcknowledged, then.stop_notifications),
    Within(ResponderJoined, then.stop_own_notifications),
    Within(AcknowledgementConfirmed, then.stop_own_notifications),
    Within(IncidentSnoozed, then.stop_all_notifications),
    Within(IncidentMitigated, then.stop_all_notifications),
    Within(IncidentResolved, then.stop_all_notifications),
    Within(RecipientUnsubscribed, then.end_verifications),
    Within(NotificationFailed, then.fall_back),
    Within(NotificationRetried, then.fall_back_meanwhile),
    Within(ObjectChanged, end_access_of_leavers),
    Within(ScheduleEdited, recheck_swaps),
    Within(ScheduleDeleted, recheck_swaps),
    Within(OverrideAdded, recheck_swaps),
    Within(OverrideRemoved, recheck_swaps),
    Within(SwapWithdrawn, recheck_swaps),
    Within(ScheduleCreated, keep_versions),
    Within(ScheduleEdited, keep_versions),
    Within(OverrideAdded, keep_versions),
    Within(OverrideRemoved, keep_versions),
    Within(SwapWithdrawn, keep_versions),
    Within(ScheduleDeleted, forget_versions),
    Within(SwapOffered, tell_about_swaps),
    Within(SwapAccepted, tell_about_swaps),
    Within(SwapDeclined, tell_about_swaps),
    Within(SwapWithdrawn, tell_about_swaps),
    Within(SwapBroken, tell_about_swaps),
    Within(HolidaysRead, take_over_holidays),
    Within(CalendarFailing, tell_about_calendars),
    Within(ObjectDeleted, forget_calendars),
    After(IncidentAcknowledged, then.announce_acknowledged),
    After(IncidentAcknowledged, tell_who_has_it),
    After(ReceiptKept, take_in_receipts),
    After(IncidentResolved, end_alerts_of_timed_out),
    After(IncidentResolved, then.announce_resolved),
)

#: Those that wait in the outbox for the commit.
AFTER: tuple[After, ...] = tuple(row for row in REACTIONS if isinstance(row, After))

#: What is written down and has no further consequence: whatever it means for pages was decided
#: together with it, by the domain it belongs to.
EVENTS_WITHOUT_CONSEQUENCE: tuple[type[Event], ...] = (
    AbsencesRead,
    AlertSuppressed,
    ApiTokenCreated,
    ApiTokenRevoked,
    CalendarEdited,
    CalendarFeedCreated,
    CalendarFeedRevoked,
    CalendarSubscribed,
    CalendarUnsubscribed,
    DrillCreated,
    DrillDeleted,
    DrillEdited,
    DrillPassedOver,
    EscalationExhausted,
    FallbackUsed,
    FloorApplied,
    FloorMissed,
    GroupingsReplaced,
    IncidentClosed,
    IncidentEdited,
    IncidentEscalated,
    IncidentReopened,
    IncidentTriggered,
    IncidentUnacknowledged,
    MaintenanceWindowCreated,
    MessageReplayed,
    NoteAdded,
    NoticeFailed,
    NotificationDiscarded,
    NotificationHeld,
    NotificationReplayed,
    NotificationSent,
    NotificationSuperseded,
    ObjectCreated,
    PasswordChanged,
    PersonLeftOut,
    PersonUnreachable,
    PolicyCreated,
    PolicyDeleted,
    PolicyEdited,
    ReassignmentExpired,
    RoutesReplaced,
    RuleCreated,
    RuleDeleted,
    RuleEdited,
    RulePassedOver,
    SessionRevoked,
    SignInRefused,
    SilenceCreated,
    SignedIn,
    SubscriptionCreated,
    SubscriptionDeleted,
    SubscriptionDisabled,
    SubscriptionEdited,
    StepSkipped,
    StepWaiting,
    SwapIdled,
    TriggerWhileAcknowledged,
    UnavailabilityAdded,
    UnavailabilityEdited,
    UnavailabilityRemoved,
    UrgencyRaised,
    LateTriggerDropped,
)
