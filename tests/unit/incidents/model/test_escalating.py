"""How an escalation moves."""

from attrs import evolve
from tests.unit.incidents.model.cases import (
    ANA,
    BEN,
    CAI,
    MINUTE,
    NOW,
    Roster,
    a_moment,
    a_policy,
    an_incident,
    following,
)

from hikeshi.incidents.events import EscalationExhausted, PersonPaged, StepSkipped
from hikeshi.incidents.model.decision import Decision
from hikeshi.incidents.model.escalating import Found, page, resume, run_from
from hikeshi.incidents.model.escalation import Escalation
from hikeshi.incidents.model.escalation_policy import Step, Target, TargetKind


def paged(decision: Decision) -> list:
    """Return whom a decision pages, at which step and in which round."""
    pages = [event for event in decision.events if isinstance(event, PersonPaged)]
    return [(event.user_id, event.step, event.round) for event in pages]


def test_a_step_pages_its_people_and_plans_the_next_one():
    """The delay counts from the moment the step ran."""
    roster = following(a_policy((ANA, BEN), (CAI,)))
    decision = run_from(Decision(an_incident()), roster, a_moment(7), step=1)
    assert paged(decision) == [(ANA, 1, 1), (BEN, 1, 1)]
    assert decision.incident.assignee_ids == (ANA, BEN)
    assert decision.incident.next_escalation_at == NOW + 12 * MINUTE


def test_the_last_round_ends_in_exhaustion():
    """One past the last step of the last round nobody is paged, and nothing is planned."""
    incident = an_incident(assignee_ids=(ANA,))
    decision = run_from(Decision(incident), following(a_policy((ANA,))), a_moment(), step=2)
    (ended,) = decision.events
    assert isinstance(ended, EscalationExhausted)
    assert (ended.paged_anybody, ended.followed_up) == (True, False)
    assert decision.incident.escalation.exhausted
    assert decision.incident.plans == ()


def test_nobody_anywhere_is_one_turn_and_no_loop():
    """However many rounds are planned, empty steps are passed once."""
    roster = following(a_policy((ANA,), (BEN,), repeat=100), gone=frozenset({ANA, BEN}))
    decision = run_from(Decision(an_incident()), roster, a_moment(), step=1)
    assert [type(event) for event in decision.events] == [
        StepSkipped,
        StepSkipped,
        EscalationExhausted,
    ]
    assert not decision.events[-1].paged_anybody


def test_a_running_escalation_asks_for_its_own_version():
    """The newest version of the policy is not what runs."""
    old = a_policy((ANA,), (BEN,))
    new = evolve(old.edited(steps=old.steps[:1]))
    roster = evolve(following(old), policies={1: old, 2: new})
    decision = run_from(Decision(an_incident()), roster, a_moment(), step=2)
    assert paged(decision) == [(BEN, 2, 1)]


def test_one_decision_pages_a_person_once():
    """Who was paged by the decision already is not paged again, and keeps the incident."""
    first = page(Decision(an_incident()), (Found(ANA, "user"),), a_moment(), step=None)
    both = page(first, (Found(ANA, "user"), Found(BEN, "user")), a_moment(), step=1)
    assert paged(both) == [(ANA, None, 1), (BEN, 1, 1)]
    assert both.incident.assignee_ids == (ANA, BEN)


def test_going_on_pages_the_acknowledger_first_and_nobody_of_before():
    """Whoever was paged on the step before is not paged again; the others are."""
    state = Escalation(policy_id=POLICY_ID, policy_version=1, step=1, paged=(ANA, BEN))
    roster = following(a_policy((ANA, BEN, CAI)))
    decision = resume(Decision(an_incident(state)), ANA, roster, a_moment(), why="timeout")
    assert paged(decision) == [(ANA, 1, 1), (CAI, 1, 1)]
    assert decision.incident.escalation.paged == (ANA, BEN, CAI)
    assert decision.incident.next_escalation_at == NOW + 5 * MINUTE


def test_going_on_names_the_way_on_which_the_acknowledger_was_found():
    """Whoever is on call in the schedule of the step is paged through it again."""
    schedule = Target(TargetKind.SCHEDULE, ANA, "primary")
    policy = evolve(a_policy(), steps=(Step((schedule,), 5 * MINUTE),))
    state = Escalation(policy_id=POLICY_ID, policy_version=1, step=1, paged=(ANA,))

    decision = resume(Decision(an_incident(state)), ANA, following(policy), a_moment(), why="x")

    (again,) = decision.events
    assert (again.user_id, again.via) == (ANA, "schedule:primary")


def test_an_escalation_that_goes_on_is_not_at_its_end():
    """The policy had been exhausted when somebody acknowledged; now it has a next step again."""
    state = Escalation(
        policy_id=POLICY_ID, policy_version=1, step=1, round=1, paged=(ANA,), exhausted=True
    )

    after = resume(
        Decision(an_incident(state)), ANA, following(a_policy((ANA,))), a_moment(), why="timeout"
    ).incident.escalation

    assert (after.exhausted, after.next_step_at) == (False, NOW + 5 * MINUTE)


def test_what_is_at_its_end_waits_for_nobody():
    """Where the policy went away under a step that waits, its wait goes too."""
    state = Escalation(
        policy_id=POLICY_ID, policy_version=1, step=1, waiting_until=NOW + 9 * MINUTE
    )

    after = run_from(Decision(an_incident(state)), Roster(), a_moment(), step=1).incident

    assert after.escalation.exhausted
    assert (after.escalation.waiting_until, after.plans) == (None, ())


POLICY_ID = a_policy().id
