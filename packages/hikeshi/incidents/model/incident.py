"""The incident: its status, who has it, and what is planned for it."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from attrs import evolve, field, frozen

from hikeshi.incidents.errors import IllegalTransitionError
from hikeshi.incidents.model.escalation import Escalation
from hikeshi.incidents.model.timer import Timer, TimerKind
from hikeshi.kernel.changing import changed
from hikeshi.kernel.ids import DrillId, EscalationPolicyId, IncidentId, ServiceId, TeamId, UserId
from hikeshi.kernel.severity import Severity, Urgency


class IncidentStatus(StrEnum):
    """Where an incident stands; the first three are open."""

    TRIGGERED = "triggered"
    ACKNOWLEDGED = "acknowledged"
    MITIGATED = "mitigated"
    RESOLVED = "resolved"
    CLOSED = "closed"

    @property
    def is_open(self) -> bool:
        """Say whether somebody still has to do something about it."""
        return self in _OPEN


_OPEN = frozenset({IncidentStatus.TRIGGERED, IncidentStatus.ACKNOWLEDGED, IncidentStatus.MITIGATED})


@frozen(kw_only=True)
class Incident:
    """Something is wrong and somebody has to know.

    Args:
        number: Counts the organisation's incidents from 1; what people say aloud.
        assignee_ids: Whose incident it is now: those paged last, or who acknowledged.
        acknowledged_by: Who acknowledged first; nothing when a sender did.
        responder_ids: Everybody who has acknowledged or joined, in order.
        paged_since_acknowledged: A page left after the acknowledgement and waits for an answer.
        group_key: Alerts of the service with the same key join this incident.
        drill_id: The drill it is a harmless page of; nothing where something is wrong.
        timers: What is planned beside the next step, at most one of a kind.
        version: Grows with what people edit and with the status, not with timers.
    """

    id: IncidentId
    number: int
    title: str
    created_at: datetime
    severity: Severity
    urgency: Urgency
    service_id: ServiceId | None = None
    team_id: TeamId | None = None
    escalation_policy_id: EscalationPolicyId | None = None
    description: str = ""
    status: IncidentStatus = IncidentStatus.TRIGGERED
    labels: Mapping[str, str] = field(factory=dict)
    group_key: str | None = None
    assignee_ids: tuple[UserId, ...] = ()
    responder_ids: tuple[UserId, ...] = ()
    acknowledged_by: UserId | None = None
    paged_since_acknowledged: bool = False
    alert_count: int = 0
    acknowledged_at: datetime | None = None
    mitigated_at: datetime | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    snoozed_until: datetime | None = None
    escalation: Escalation = Escalation()
    timers: tuple[Timer, ...] = ()
    drill_id: DrillId | None = None
    version: int = 1

    @property
    def is_drill(self) -> bool:
        """Say whether nothing is wrong: somebody only has to show that pages reach them."""
        return self.drill_id is not None

    @property
    def next_escalation_at(self) -> datetime | None:
        """When the next step is due, if one is planned."""
        return self.escalation.next_step_at

    @property
    def plans(self) -> tuple[Timer, ...]:
        """Everything planned, the next step included, in the order it comes due."""
        escalation = self.escalation
        if escalation.next_step_at is None:
            return tuple(sorted(self.timers))
        step = Timer(escalation.next_step_at, TimerKind.ESCALATION, escalation.epoch)
        return tuple(sorted((*self.timers, step)))

    @property
    def next_plan_at(self) -> datetime | None:
        """When the first plan comes due, if there is any."""
        step_at = self.escalation.next_step_at
        if not self.timers:
            return step_at
        first = min(timer.due_at for timer in self.timers)
        return first if step_at is None else min(first, step_at)

    def due(self, now: datetime) -> Timer | None:
        """Return the first plan whose time has come."""
        at = self.next_plan_at
        return self.plans[0] if at is not None and at <= now else None

    def planning(self, kind: TimerKind, due_at: datetime | None) -> "Incident":
        """Plan, move or drop (`None`) the timer of that kind, in the present epoch."""
        timers = tuple(timer for timer in self.timers if timer.kind is not kind)
        if due_at is not None:
            timers = (*timers, Timer(due_at, kind, self.escalation.epoch))
        return self if timers == self.timers else changed(self, timers=timers)

    def stopped(self, *, keep: frozenset[TimerKind] = frozenset()) -> "Incident":
        """Start a new epoch: whatever was planned does nothing any more, save kinds to keep."""
        epoch = self.escalation.epoch + 1
        return evolve(
            self,
            escalation=evolve(
                self.escalation, epoch=epoch, next_step_at=None, waiting_until=None, giver=None
            ),
            timers=tuple(evolve(t, epoch=epoch) for t in self.timers if t.kind in keep),
            snoozed_until=None,
        )

    def entering(self, status: IncidentStatus, **changes: object) -> "Incident":
        """Move to that status; people's edits made against an older version become stale."""
        return evolve(self, status=status, version=self.version + 1, **changes)  # type: ignore[arg-type]

    def require_real(self, verb: str) -> None:
        """Refuse what makes no sense where nothing is wrong.

        Raises:
            IllegalTransitionError: Naming the verb.
        """
        if self.is_drill:
            raise IllegalTransitionError(
                f"Incident {self.number} is a drill: it cannot be {verb}. Acknowledge it."
            )

    def require_open(self, verb: str) -> None:
        """Refuse what only makes sense while the incident is open.

        Raises:
            IllegalTransitionError: Naming the status and the verb.
        """
        if not self.status.is_open:
            raise IllegalTransitionError(
                f"Incident {self.number} is {self.status}: it cannot be {verb}. Reopen it first."
            )
