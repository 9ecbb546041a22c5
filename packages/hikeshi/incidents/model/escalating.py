"""How an escalation moves: pure decisions about who is paged at which step.

The rules are those of docs/concepts/escalation.md. A step's targets are looked up when the
step runs; an empty step is passed at once; the delay counts from the moment the step ran.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from attrs import evolve

from hikeshi.incidents.events import (
    EscalationExhausted,
    PersonPaged,
    StepSkipped,
    StepWaiting,
)
from hikeshi.incidents.model.decision import Decision, Moment
from hikeshi.incidents.model.escalation import Escalation
from hikeshi.incidents.model.escalation_policy import (
    EscalationPolicy,
    OnEmpty,
    RepeatedPage,
    Step,
)
from hikeshi.incidents.model.finding import (
    Found,
    Yield,
    failing,
    find,
    hours_begin,
    note_left_out,
    within_hours,
    yielded,
)
from hikeshi.incidents.model.roster import Roster
from hikeshi.incidents.model.timer import TimerKind
from hikeshi.incidents.model.turns import TurnPlace
from hikeshi.kernel.changing import changed
from hikeshi.kernel.ids import UserId

#: While a step waits, people and schedules may be edited: somebody may come on call unforeseen.
LOOK_AGAIN = timedelta(minutes=1)


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
            severity=incident.severity,
            why=why,
            supersedes=supersedes,
        )
    if not people or not supersedes:
        return decision
    assignees = dict.fromkeys((*before, *(person.user_id for person in people)))
    return decision.with_incident(changed(incident, assignee_ids=tuple(assignees)))


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
            decision, policy, roster, moment, number=step, round_number=round_number
        )
        if settled:
            return decision
        step += 1
    return _exhaust(decision, policy, roster, moment)


def _run_step(
    decision: Decision,
    policy: EscalationPolicy,
    roster: Roster,
    moment: Moment,
    *,
    number: int,
    round_number: int,
) -> tuple[Decision, bool]:
    """Run one step; say whether it holds the escalation (paged, or waits) or was passed."""
    step = policy.step(number)
    incident, escalation = decision.incident, decision.incident.escalation
    begins = escalation.waiting_until is None  # a step that waits was let in when it began
    failed = failing(step.when, incident, roster, moment.now) if begins else None
    place = TurnPlace(policy.id, number)
    found = Yield(()) if failed else yielded(step, place, incident.urgency, roster, moment)
    # One copy for whatever comes of it: in a storm nearly every incident passes here.
    escalation = changed(
        escalation,
        step=number,
        round=round_number,
        paged=tuple(person.user_id for person in found.people),
        **(_held(step, moment) if found.people else {}),
    )
    decision = decision.with_incident(changed(incident, escalation=escalation))
    if failed is not None:
        return _skip(decision, moment, reason=failed.value), False
    if begins:
        decision = note_left_out(decision, found, roster, moment)
    if found.people:
        return page(decision, found.people, moment, step=number), True
    if step.on_empty.action is OnEmpty.WAIT:
        begin = hours_begin(found, step.when, roster, moment.now)
        return _wait(decision, step, roster, moment, hours_begin_at=begin)
    if found.quiet and not found.left_out:
        return _skip(decision, moment, reason="everybody keeps quiet hours"), False
    if found.left_out:
        return _skip(decision, moment, reason="it is outside everybody's hours"), False
    return _skip(decision, moment, reason="nobody is on call"), False


def _held(step: Step, moment: Moment) -> Mapping[str, Any]:
    """Return what changes when a step has paged somebody, and the next one waits."""
    return {
        "next_step_at": moment.now + step.delay,
        "waiting_until": None,
        "exhausted": False,
    }


def _skip(decision: Decision, moment: Moment, *, reason: str) -> Decision:
    escalation = decision.incident.escalation
    return decision.noting(
        moment, StepSkipped, step=escalation.step, round=escalation.round, reason=reason
    )


def _wait(
    decision: Decision,
    step: Step,
    roster: Roster,
    moment: Moment,
    *,
    hours_begin_at: datetime | None,
) -> tuple[Decision, bool]:
    """Wait for somebody to come on call, at most as long as the step allows.

    Args:
        hours_begin_at: When somebody who is on call comes into their hours.
    """
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
        return _skip(decision, moment, reason="nobody came on call in time"), False
    covered = roster.covered_at(step.targets, moment.now)
    look_again = min(covered or until, hours_begin_at or until, until, moment.now + LOOK_AGAIN)
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
    if not follow_up.after or policy is None or not policy.steps:
        # Without a step there is nobody else to wait for.
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
    if policy is None or not 1 <= escalation.step <= len(policy.steps):
        # The policy has no steps: whoever is the last resort must still hear of it.
        again = () if acknowledger is None else (Found(acknowledger, "user"),)
        return _exhaust(page(decision, again, moment, step=None, why=why), policy, roster, moment)
    if acknowledger is None:  # nobody in particular had it: the step runs once more
        return run_from(decision, roster, moment, step=escalation.step)
    step = policy.step(escalation.step)
    people = _to_page_again(acknowledger, escalation, _found_now(decision, step, roster, moment))
    paged = tuple(dict.fromkeys((*escalation.paged, *(person.user_id for person in people))))
    resumed = evolve(escalation, next_step_at=moment.now + step.delay, paged=paged, exhausted=False)
    decision = decision.with_incident(evolve(incident, escalation=resumed))
    return page(decision, people, moment, step=escalation.step, why=why)


def _found_now(decision: Decision, step: Step, roster: Roster, moment: Moment) -> tuple[Found, ...]:
    """Return whom the step yields now beside whoever had it; a step that takes turns: nobody."""
    if step.round_robin or failing(step.when, decision.incident, roster, moment.now) is not None:
        return ()
    people = find(step.targets, roster, moment)
    urgency = decision.incident.urgency
    return within_hours(people, step.when, urgency, roster, moment).people


def _to_page_again(
    acknowledger: UserId, escalation: Escalation, found: tuple[Found, ...]
) -> tuple[Found, ...]:
    """Return the acknowledger first, then whoever the step yields now and did not before."""
    via = next((person.via for person in found if person.user_id == acknowledger), "user")
    newly = tuple(
        person
        for person in found
        if person.user_id != acknowledger and person.user_id not in escalation.paged
    )
    return (Found(acknowledger, via), *newly)


def _policy(decision: Decision, roster: Roster) -> EscalationPolicy | None:
    escalation = decision.incident.escalation
    if escalation.policy_id is None:
        return None
    return roster.policy(escalation.policy_id, escalation.policy_version)
