"""How an escalation moves: pure decisions about who is paged at which step.

The rules are those of docs/concepts/escalation.md. A step's targets are looked up when the
step runs; an empty step is passed at once; the delay counts from the moment the step ran.
"""

from collections.abc import Iterable
from datetime import timedelta

from attrs import evolve, frozen

from hikeshi.incidents.events import (
    EscalationExhausted,
    PersonPaged,
    StepSkipped,
    StepWaiting,
)
from hikeshi.incidents.model.decision import Decision, Moment
from hikeshi.incidents.model.escalation_policy import (
    EscalationPolicy,
    OnEmpty,
    RepeatedPage,
    Step,
    Target,
)
from hikeshi.incidents.model.roster import Roster
from hikeshi.incidents.model.timer import TimerKind
from hikeshi.kernel.ids import UserId

#: While a step waits, people and schedules may be edited: somebody may come on call unforeseen.
LOOK_AGAIN = timedelta(minutes=1)


@frozen
class Found:
    """A person and the target that yielded them first."""

    user_id: UserId
    via: str


def find(targets: Iterable[Target], roster: Roster, moment: Moment) -> tuple[Found, ...]:
    """Look the targets up now; each person once, through the first target that yields them."""
    found: dict[UserId, str] = {}
    for target in targets:
        for user_id in roster.people(target, moment.now):
            found.setdefault(user_id, target.via)
    return tuple(Found(user_id, via) for user_id, via in found.items())


def page(
    decision: Decision,
    people: tuple[Found, ...],
    moment: Moment,
    *,
    step: int | None,
    why: str = "step",
    supersedes: bool = True,
) -> Decision:
    """Page these people and make the incident theirs; nobody is paged twice by one decision."""
    incident = decision.incident
    before = tuple(e.user_id for e in decision.events if isinstance(e, PersonPaged))
    for person in people:
        if person.user_id in before:
            continue
        decision = decision.noting(
            moment,
            PersonPaged,
            user_id=person.user_id,
            step=step,
            round=incident.escalation.round,
            via=person.via,
            urgency=incident.urgency,
            why=why,
            supersedes=supersedes,
        )
    if not people or not supersedes:
        return decision
    assignees = dict.fromkeys((*before, *(person.user_id for person in people)))
    return decision.with_incident(evolve(incident, assignee_ids=tuple(assignees)))


def run_from(decision: Decision, roster: Roster, moment: Moment, *, step: int) -> Decision:
    """Run the policy from that step on, until somebody is paged or it comes to its end.

    Args:
        step: Number of the step to run now; one past the last begins the next round.
    """
    policy = _policy(decision, roster)
    if policy is None or not policy.steps:
        return _exhaust(decision, policy, roster, moment)
    escalation = decision.incident.escalation
    round_number = escalation.round
    # Targets are looked up at one instant: after one whole turn without anybody there is nobody.
    # A step that gives up waiting comes before that turn, for in the next round it waits again.
    gives_up = escalation.waiting_until is not None
    for _ in range(len(policy.steps) + gives_up):
        if step > len(policy.steps):
            step, round_number = 1, round_number + 1
            if round_number > policy.rounds:
                break
        decision, settled = _run_step(
            decision, policy.step(step), roster, moment, number=step, round_number=round_number
        )
        if settled:
            return decision
        step += 1
    return _exhaust(decision, policy, roster, moment)


def _run_step(
    decision: Decision,
    step: Step,
    roster: Roster,
    moment: Moment,
    *,
    number: int,
    round_number: int,
) -> tuple[Decision, bool]:
    """Run one step; say whether it holds the escalation (paged, or waits) or was passed."""
    people = find(step.targets, roster, moment)
    if not people and step.on_empty.action is OnEmpty.FALLBACK and step.on_empty.fallback:
        people = find((step.on_empty.fallback,), roster, moment)
    escalation = evolve(decision.incident.escalation, step=number, round=round_number)
    if people:
        escalation = evolve(
            escalation,
            next_step_at=moment.now + step.delay,
            paged=tuple(person.user_id for person in people),
            waiting_until=None,
            exhausted=False,
        )
        decision = decision.with_incident(evolve(decision.incident, escalation=escalation))
        return page(decision, people, moment, step=number), True
    nobody = evolve(escalation, paged=())
    decision = decision.with_incident(evolve(decision.incident, escalation=nobody))
    if step.on_empty.action is OnEmpty.WAIT:
        return _wait(decision, step, roster, moment)
    skipped = decision.noting(
        moment, StepSkipped, step=number, round=round_number, reason="nobody is on call"
    )
    return skipped, False


def _wait(decision: Decision, step: Step, roster: Roster, moment: Moment) -> tuple[Decision, bool]:
    """Wait for somebody to come on call, at most as long as the step allows."""
    escalation = decision.incident.escalation
    until = escalation.waiting_until
    if until is None:
        until = moment.now + (step.on_empty.max_wait or timedelta(0))
        decision = decision.noting(
            moment, StepWaiting, step=escalation.step, round=escalation.round, until=until
        )
    if moment.now >= until:
        passed = evolve(escalation, waiting_until=None)
        decision = decision.with_incident(evolve(decision.incident, escalation=passed))
        return (
            decision.noting(
                moment,
                StepSkipped,
                step=escalation.step,
                round=escalation.round,
                reason="nobody came on call in time",
            ),
            False,
        )
    covered = roster.covered_at(step.targets, moment.now)
    look_again = min(covered or until, until, moment.now + LOOK_AGAIN)
    waiting = evolve(escalation, waiting_until=until, next_step_at=look_again)
    return decision.with_incident(evolve(decision.incident, escalation=waiting)), True


def _exhaust(
    decision: Decision,
    policy: EscalationPolicy | None,
    roster: Roster,
    moment: Moment,
) -> Decision:
    """Come to the end of the policy; go on with `exhausted` or the last resort, if any."""
    follow_up = _follow_up(policy, roster)
    ended = evolve(
        decision.incident.escalation, next_step_at=None, exhausted=True, waiting_until=None
    )
    decision = decision.with_incident(evolve(decision.incident, escalation=ended)).noting(
        moment,
        EscalationExhausted,
        paged_anybody=bool(decision.incident.assignee_ids),
        followed_up=follow_up is not None,
    )
    if follow_up is None:
        return decision
    if not follow_up.after:
        return run_last_resort(decision, roster, moment)
    return decision.with_incident(
        decision.incident.planning(TimerKind.LAST_RESORT, moment.now + follow_up.after)
    )


def run_last_resort(decision: Decision, roster: Roster, moment: Moment) -> Decision:
    """Page those who are told when a policy is exhausted, and plan to page them again."""
    follow_up = _follow_up(_policy(decision, roster), roster)
    if follow_up is None:
        return decision.with_incident(decision.incident.planning(TimerKind.LAST_RESORT, None))
    people = find(follow_up.targets, roster, moment)
    decision = page(decision, people, moment, step=None, why="last resort")
    return decision.with_incident(
        decision.incident.planning(TimerKind.LAST_RESORT, moment.now + follow_up.every)
    )


def _follow_up(policy: EscalationPolicy | None, roster: Roster) -> RepeatedPage | None:
    if policy is not None and policy.exhausted is not None:
        return policy.exhausted
    return roster.last_resort()


def resume(
    decision: Decision,
    acknowledger: UserId | None,
    roster: Roster,
    moment: Moment,
    *,
    why: str,
) -> Decision:
    """Go on after an acknowledgement ended without a resolve.

    The acknowledger, and whoever came on call since the step ran, is paged; the policy goes
    on from the same step, its delay counted from now.

    Args:
        acknowledger: Who had it; nothing when a sender acknowledged or the person has left.
    """
    incident = decision.incident
    policy = _policy(decision, roster)
    escalation = incident.escalation
    step = (
        policy.step(escalation.step)
        if policy is not None and 1 <= escalation.step <= len(policy.steps)
        else None
    )
    found = find(step.targets, roster, moment) if step is not None else ()
    people = _to_page_again(acknowledger, escalation.paged, found)
    delay = step.delay if step is not None else None
    paged = tuple(dict.fromkeys((*escalation.paged, *(person.user_id for person in people))))
    resumed = evolve(
        escalation,
        next_step_at=None if delay is None else moment.now + delay,
        paged=paged,
        exhausted=False if delay is not None else escalation.exhausted,
    )
    decision = decision.with_incident(evolve(incident, escalation=resumed))
    decision = page(
        decision, people, moment, step=escalation.step if step is not None else None, why=why
    )
    if step is None:
        # The policy has no steps: whoever is the last resort must still hear of it.
        return _exhaust(decision, policy, roster, moment)
    return decision


def _to_page_again(
    acknowledger: UserId | None, paged: tuple[UserId, ...], found: tuple[Found, ...]
) -> tuple[Found, ...]:
    """Return the acknowledger first, then whoever the step yields now and did not before."""
    if acknowledger is None:  # a sender acknowledged: nobody in particular has it
        return found
    via = next((person.via for person in found if person.user_id == acknowledger), "user")
    newly = tuple(
        person for person in found if person.user_id != acknowledger and person.user_id not in paged
    )
    return (Found(acknowledger, via), *newly)


def _policy(decision: Decision, roster: Roster) -> EscalationPolicy | None:
    escalation = decision.incident.escalation
    if escalation.policy_id is None:
        return None
    return roster.policy(escalation.policy_id, escalation.policy_version)
