"""What would happen if an incident began now on a policy, as everything is configured?"""

from datetime import UTC, datetime

from attrs import frozen

from hikeshi.flow.directory import Directory
from hikeshi.incidents.use_cases.acknowledge_incident import AcknowledgeIncident
from hikeshi.incidents.use_cases.declare_incident import Declaration, DeclareIncident
from hikeshi.kernel.actor import SYSTEM
from hikeshi.kernel.errors import ConflictError, ForbiddenError, InvalidError, Sentence
from hikeshi.kernel.ids import EscalationPolicyId, IncidentId, ServiceId
from hikeshi.kernel.severity import Severity, Urgency
from hikeshi.rehearsal.limits import Limits
from hikeshi.rehearsal.playing import Player
from hikeshi.rehearsal.report import ScenarioReport, report_of
from hikeshi.rehearsal.scenario import LAST_YEAR
from hikeshi.rehearsal.stages import live_player

_DAY = 86_400
_FIRST_YEAR = 1970


@frozen(kw_only=True)
class PolicyQuestion:
    """An incident that begins on a policy, and who answers it.

    Args:
        at: When it begins.
        severity: How bad it is.
        urgency: By default what the severity asks for.
        service_id: Whose acknowledge timeout and auto-resolve hold; nothing = neither.
        acknowledge_after_seconds: When whoever was paged last acknowledges; nothing = nobody does.
        until_seconds: How long to look, counted from the beginning.
    """

    at: datetime
    severity: Severity = Severity.SEV1
    urgency: Urgency | None = None
    service_id: ServiceId | None = None
    acknowledge_after_seconds: int | None = None
    until_seconds: int = _DAY

    def __attrs_post_init__(self) -> None:
        if not _FIRST_YEAR <= self.at.year <= LAST_YEAR:
            raise InvalidError.at(
                "/at",
                Sentence(
                    "must be in the years {first} to {last}", first=_FIRST_YEAR, last=LAST_YEAR
                ),
            )
        after = self.acknowledge_after_seconds
        if after is not None and not 0 <= after <= self.until_seconds:
            raise InvalidError.at(
                "/acknowledge_after_seconds", "must be between 0 and until_seconds"
            )


def rehearse_policy(
    live: Directory, policy_id: EscalationPolicyId, question: PolicyQuestion, limits: Limits
) -> ScenarioReport:
    """Return what would happen; nothing is written, nobody is told.

    Args:
        live: Everything people configured.
        policy_id: One of its policies.
        question: What begins when.
        limits: How much may happen.

    Raises:
        InvalidError: The question is longer than the limits, or more happens than they allow.
    """
    limits.check_length(question.until_seconds)
    policy = live.policies[policy_id]
    start = question.at.astimezone(UTC)
    player = live_player(live, start, effort=limits.effort())
    declared = Declaration(
        title=f"Rehearsal of {policy.name}",
        severity=question.severity,
        urgency=question.urgency,
        service_id=question.service_id,
        escalation_policy_id=policy_id,
    )
    incident = player.world.do(
        lambda work: DeclareIncident()(work, declared, team_id=policy.team_id, by=SYSTEM)
    )
    if question.acknowledge_after_seconds is not None:
        _acknowledge(player, incident.id, question.acknowledge_after_seconds)
    player.world.advance_to(player.world.trace.instant(question.until_seconds))
    player.world.run_due()
    return report_of(player.world.trace, name=policy.key)


def _acknowledge(player: Player, incident_id: IncidentId, after_seconds: int) -> None:
    """Let whoever was paged last acknowledge; where nobody was, nobody can."""
    world = player.world
    world.advance_to(world.trace.instant(after_seconds))
    if not world.trace.pages:
        player.say("nobody acknowledges: nobody has been paged")
        return
    by = player.actor_of(world.trace.pages[-1]["user"])
    try:
        world.do(lambda work: AcknowledgeIncident()(work, incident_id, by=by))
    except (ConflictError, ForbiddenError) as refusal:
        player.say(f"acknowledge refused: {refusal.detail}")
