"""What happens to incidents."""

from datetime import datetime

from attrs import frozen

from hikeshi.kernel.events import Event
from hikeshi.kernel.ids import (
    DrillId,
    EscalationPolicyId,
    IncidentId,
    ServiceId,
    TeamId,
    UserId,
)
from hikeshi.kernel.severity import Severity, Urgency


@frozen(kw_only=True)
class IncidentEvent(Event):
    """Something that happened to one incident."""

    incident_id: IncidentId


@frozen(kw_only=True)
class IncidentTriggered(IncidentEvent):
    """An incident began.

    Args:
        page: Whom to page directly, where a person was paged by hand; otherwise the
            escalation policy decides.
    """

    title: str
    severity: Severity
    urgency: Urgency
    service_id: ServiceId | None
    team_id: TeamId | None
    escalation_policy_id: EscalationPolicyId | None
    page: UserId | None = None


@frozen(kw_only=True)
class PersonPaged(IncidentEvent):
    """The incident was assigned to a person at a step.

    Args:
        step: Number of the step; nothing after a reassignment, a page by hand or as the
            last resort.
        via: How the person was found: `user`, `schedule:KEY` or `team:KEY`.
        why: What made this page necessary, for the log.
        supersedes: Whether the pages of this decision replace the ones running before.
    """

    user_id: UserId
    step: int | None
    round: int
    via: str
    urgency: Urgency
    severity: Severity
    why: str = "step"
    supersedes: bool = True


@frozen(kw_only=True)
class IncidentAcknowledged(IncidentEvent):
    """Somebody took the incident.

    Args:
        user_id: The person; nothing when a sender acknowledged.
        stop_everybody: False where the step keeps others' personal rules running.
    """

    user_id: UserId | None
    stop_everybody: bool = True


@frozen(kw_only=True)
class ResponderJoined(IncidentEvent):
    """A further person acknowledged, or was asked to help and is responding."""

    user_id: UserId


@frozen(kw_only=True)
class AcknowledgementConfirmed(IncidentEvent):
    """The acknowledger answered a page sent after the acknowledgement."""

    user_id: UserId


@frozen(kw_only=True)
class IncidentUnacknowledged(IncidentEvent):
    """The acknowledgement ended: by a person, a time-out, the end of a snooze, an escalation."""

    reason: str


@frozen(kw_only=True)
class IncidentSnoozed(IncidentEvent):
    """Nothing happens until then."""

    until: datetime


@frozen(kw_only=True)
class IncidentEscalated(IncidentEvent):
    """A person asked for the next, or a chosen, step now."""

    step: int


@frozen(kw_only=True)
class IncidentReassigned(IncidentEvent):
    """The incident was given to a person, or to another policy."""

    user_id: UserId | None
    escalation_policy_id: EscalationPolicyId | None


@frozen(kw_only=True)
class ReassignmentExpired(IncidentEvent):
    """Nobody accepted the reassignment in time."""

    giver: UserId | None


@frozen(kw_only=True)
class SeverityChanged(IncidentEvent):
    """The incident became better or worse."""

    before: Severity
    after: Severity


@frozen(kw_only=True)
class PageRaised(IncidentEvent):
    """A person who is paged already has to be reached as urgently as the incident now is.

    Args:
        step: Of the page they have.
    """

    user_id: UserId
    step: int | None
    round: int
    urgency: Urgency
    severity: Severity


@frozen(kw_only=True)
class IncidentEdited(IncidentEvent):
    """A person changed title, description or labels; the names of the changed fields."""

    fields: tuple[str, ...]


@frozen(kw_only=True)
class IncidentMitigated(IncidentEvent):
    """The harm has stopped; the cause is still there."""


@frozen(kw_only=True)
class IncidentResolved(IncidentEvent):
    """It is over; why says whether a person, the source or a timer said so."""

    reason: str


@frozen(kw_only=True)
class IncidentReopened(IncidentEvent):
    """It was not over, or the mitigation did not hold."""


@frozen(kw_only=True)
class IncidentClosed(IncidentEvent):
    """Nothing is left to do."""


@frozen(kw_only=True)
class NoteAdded(IncidentEvent):
    """Somebody wrote something down; Markdown."""

    text: str


@frozen(kw_only=True)
class StepSkipped(IncidentEvent):
    """A step was passed at once: nobody was on call, or its condition did not hold."""

    step: int
    round: int
    reason: str


@frozen(kw_only=True)
class StepWaiting(IncidentEvent):
    """A step waits until somebody comes on call, at most until then."""

    step: int
    round: int
    until: datetime


@frozen(kw_only=True)
class PersonLeftOut(IncidentEvent):
    """A step found somebody outside their own hours, or in quiet hours; they are not paged.

    Args:
        time_zone: Theirs.
    """

    user_id: UserId
    step: int
    round: int
    time_zone: str
    reason: str = "it is outside their hours"


@frozen(kw_only=True)
class UrgencyRaised(IncidentEvent):
    """The support hours of the service began: what could wait until then does not any more."""

    before: Urgency
    after: Urgency


@frozen(kw_only=True)
class EscalationExhausted(IncidentEvent):
    """The policy has come to its end and nobody acknowledged.

    Args:
        paged_anybody: False when the policy never yielded a person.
        followed_up: Whether somebody else is told now (`exhausted`, or the last resort).
    """

    paged_anybody: bool
    followed_up: bool


@frozen(kw_only=True)
class TriggerWhileAcknowledged(IncidentEvent):
    """The source fired again while somebody has the incident; nobody is told."""

    count: int


@frozen(kw_only=True)
class PolicyEvent(Event):
    """Something that happened to one escalation policy."""

    object_id: EscalationPolicyId
    key: str


@frozen(kw_only=True)
class PolicyCreated(PolicyEvent):
    """An escalation policy was created."""


@frozen(kw_only=True)
class PolicyEdited(PolicyEvent):
    """An escalation policy changed: this is its next version.

    Args:
        fields: Names of the changed fields.
        version: What escalations that start from now on follow.
        restores: The earlier version it equals, where it was taken up again.
    """

    fields: tuple[str, ...]
    version: int
    restores: int | None = None


@frozen(kw_only=True)
class PolicyDeleted(PolicyEvent):
    """An escalation policy was deleted; escalations still running on it go on."""


@frozen(kw_only=True)
class DrillEvent(Event):
    """Something that happened to one drill."""

    object_id: DrillId
    key: str


@frozen(kw_only=True)
class DrillCreated(DrillEvent):
    """A drill was laid down."""


@frozen(kw_only=True)
class DrillEdited(DrillEvent):
    """A drill changed; the names of the changed fields."""

    fields: tuple[str, ...]


@frozen(kw_only=True)
class DrillDeleted(DrillEvent):
    """A drill was deleted; what it showed stays."""


@frozen(kw_only=True)
class DrillRan(DrillEvent):
    """A drill began to page people; nobody where nobody was on call."""

    people: tuple[UserId, ...]


@frozen(kw_only=True)
class DrillPassedOver(DrillEvent):
    """A run that was due so long ago is left out: Hikeshi was down, or held everything back."""

    planned_at: datetime


@frozen(kw_only=True)
class DrillAnswered(IncidentEvent):
    """A person acknowledged the page of a drill in time.

    Args:
        channel: Kind of contact method they answered by; nothing where they signed in.
    """

    drill_id: DrillId
    user_id: UserId
    channel: str | None


@frozen(kw_only=True)
class DrillMissed(IncidentEvent):
    """The time was over before the person acknowledged the page of a drill."""

    drill_id: DrillId
    user_id: UserId


@frozen(kw_only=True)
class DrillCalledOff(IncidentEvent):
    """The page of a drill ended without showing anything.

    Args:
        reason: Why nothing could be shown; nothing where somebody else ended it.
    """

    drill_id: DrillId
    user_id: UserId
    reason: str = ""
