"""How an escalation moves."""

from attrs import evolve
from tests.unit.incidents.model.cases import (
    ANA,
    BEN,
    CAI,
    MINUTE,
    NOW,
    a_moment,
    a_policy,
    an_incident,
    following,
)

from hikeshi.incidents.events import EscalationExhausted, PersonPaged, StepSkipped
from hikeshi.incidents.model.decision import Decision
from hikeshi.incidents.model.escalating import Found, page, resume, run_from
from hikeshi.incidents.model.escalation import Escalation


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


POLICY_ID = a_policy().id
