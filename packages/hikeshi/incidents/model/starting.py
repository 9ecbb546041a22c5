"""How an escalation starts, is given to somebody, or is moved on by hand."""

from datetime import timedelta

from attrs import evolve

from hikeshi.incidents.errors import IllegalTransitionError
from hikeshi.incidents.events import IncidentEscalated, IncidentReassigned, IncidentUnacknowledged
from hikeshi.incidents.model.decision import Decision, Moment
from hikeshi.incidents.model.escalating import page, run_from
from hikeshi.incidents.model.escalation import Escalation
from hikeshi.incidents.model.escalation_policy import EscalationPolicy
from hikeshi.incidents.model.finding import Found
from hikeshi.incidents.model.incident import Incident, IncidentStatus
from hikeshi.incidents.model.releasing import acting_person, release
from hikeshi.incidents.model.roster import Roster
from hikeshi.incidents.model.timer import TimerKind
from hikeshi.incidents.model.urgency import raised
from hikeshi.kernel.actor import Actor
from hikeshi.kernel.changing import changed
from hikeshi.kernel.errors import InvalidError, Sentence
from hikeshi.kernel.ids import EscalationPolicyId, UserId

#: A reassignment must be accepted within the service's acknowledge timeout, or within this.
ACCEPT_WITHIN = timedelta(minutes=30)


def start_escalation(
    incident: Incident,
    roster: Roster,
    moment: Moment,
    *,
    person: UserId | None = None,
    giver: Actor | None = None,
) -> Decision:
    """Begin to page: the person named, or the first step of the incident's policy.

    Args:
        person: Whom to page by hand; they have to accept in time.
        giver: Who paged them, and hears of it when they do not.
    """
    incident = ending_by_itself(incident, roster, moment)
    if person is not None:
        return give_to(
            Decision(incident),
            person,
            roster,
            evolve(moment, by=giver or moment.by),
            why="paged by hand",
        )
    return run_policy(Decision(incident), incident.escalation_policy_id, roster, moment)


def ending_by_itself(incident: Incident, roster: Roster, moment: Moment) -> Incident:
    """Plan the automatic end, counted from now, where the service wants one."""
    auto_resolve = roster.rules(incident.service_id).auto_resolve
    ends_at = None if auto_resolve is None else moment.now + auto_resolve
    return incident.planning(TimerKind.AUTO_RESOLVE, ends_at)


def escalate(
    incident: Incident, roster: Roster, moment: Moment, *, step: int | None = None
) -> Decision:
    """Run the next step, or the chosen one, now; an acknowledgement ends with it."""
    incident.require_real("escalated")
    incident.require_open("escalated")
    policy = _policy_followed(incident, roster)
    if policy is None or not policy.steps:
        raise IllegalTransitionError("The incident follows no policy; reassign it to one.")
    escalation = evolve(incident.escalation, policy_id=policy.id, policy_version=policy.version)
    wanted = escalation.step + 1 if step is None else step
    if step is not None and not 1 <= step <= len(policy.steps):
        raise InvalidError.at(
            "/step",
            Sentence("must be 1 to {most}: the policy has no other", most=len(policy.steps)),
        )
    released = release(evolve(incident, escalation=escalation))
    if wanted > len(policy.steps):  # a person asked, so another round begins, however many ran
        wanted = 1
        released = _in_round(released, escalation.round + 1)
    decision = Decision(released)
    if incident.status is not IncidentStatus.TRIGGERED:
        decision = decision.noting(moment, IncidentUnacknowledged, reason="escalated")
    decision = decision.noting(moment, IncidentEscalated, step=wanted)
    decision = raised(decision, roster, moment)
    return run_from(decision, roster, moment, step=wanted)


def reassign_to_person(
    incident: Incident, person: UserId, roster: Roster, moment: Moment
) -> Decision:
    """Give the incident to somebody, who has to accept it in time."""
    incident.require_real("reassigned")
    incident.require_open("reassigned")
    decision = Decision(release(incident)).noting(
        moment, IncidentReassigned, user_id=person, escalation_policy_id=None
    )
    decision = raised(decision, roster, moment)
    return give_to(decision, person, roster, moment, why="reassigned")


def reassign_to_policy(
    incident: Incident, policy_id: EscalationPolicyId, roster: Roster, moment: Moment
) -> Decision:
    """Start that policy from its first step."""
    incident.require_real("reassigned")
    incident.require_open("reassigned")
    released = evolve(release(incident), escalation_policy_id=policy_id, assignee_ids=())
    decision = Decision(released).noting(
        moment, IncidentReassigned, user_id=None, escalation_policy_id=policy_id
    )
    return run_policy(raised(decision, roster, moment), policy_id, roster, moment)


def give_to(
    decision: Decision, person: UserId, roster: Roster, moment: Moment, *, why: str
) -> Decision:
    incident = decision.incident
    accept_within = roster.rules(incident.service_id).acknowledge_timeout or ACCEPT_WITHIN
    incident = incident.planning(TimerKind.ACCEPT_BY, moment.now + accept_within)
    escalation = evolve(incident.escalation, giver=acting_person(moment))
    decision = decision.with_incident(evolve(incident, escalation=escalation))
    return page(decision, (Found(person, "user"),), moment, step=None, why=why)


def page_and_go_on(
    decision: Decision, person: UserId | None, roster: Roster, moment: Moment, *, why: str
) -> Decision:
    """Page the person and whomever the policy pages at the step where it stood, or its first."""
    if person is not None and roster.is_active(person):
        decision = page(decision, (Found(person, "user"),), moment, step=None, why=why)
    escalation = decision.incident.escalation
    if escalation.policy_id is None:
        return run_policy(decision, decision.incident.escalation_policy_id, roster, moment)
    return run_from(decision, roster, moment, step=max(escalation.step, 1))


def run_policy(
    decision: Decision, policy_id: EscalationPolicyId | None, roster: Roster, moment: Moment
) -> Decision:
    incident = decision.incident
    policy = roster.policy(policy_id) if policy_id is not None else None
    started = Escalation(
        policy_id=policy_id if policy is not None else None,
        policy_version=policy.version if policy is not None else 0,
        epoch=incident.escalation.epoch,
    )
    decision = decision.with_incident(changed(incident, escalation=started))
    return run_from(decision, roster, moment, step=1)


def _policy_followed(incident: Incident, roster: Roster) -> EscalationPolicy | None:
    """Return the policy in the version that runs, or the one that would after a page by hand."""
    escalation = incident.escalation
    if escalation.policy_id is not None:
        return roster.policy(escalation.policy_id, escalation.policy_version)
    if incident.escalation_policy_id is not None:
        return roster.policy(incident.escalation_policy_id)
    return None


def _in_round(incident: Incident, number: int) -> Incident:
    return evolve(incident, escalation=evolve(incident.escalation, round=number, exhausted=False))
