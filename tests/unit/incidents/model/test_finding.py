"""Whom a step yields: whose turn it is, and who is within their own hours."""

from datetime import time, timedelta

import pytest
from attrs import evolve, frozen
from tests.unit.incidents.model.cases import (
    ANA,
    BEN,
    CAI,
    NOW,
    POLICY,
    Roster,
    a_moment,
    a_policy,
    an_incident,
    following,
    target,
)

from hikeshi.incidents.events import StepSkipped
from hikeshi.incidents.model.decision import Decision
from hikeshi.incidents.model.escalating import run_from
from hikeshi.incidents.model.escalation_policy import Step
from hikeshi.incidents.model.finding import Found, Yield, hours_begin, yielded
from hikeshi.incidents.model.turns import TurnPlace
from hikeshi.kernel.condition import RESPONDER, Condition, ConditionHours
from hikeshi.kernel.severity import Urgency

HOUR = timedelta(hours=1)
PLACE = TurnPlace(POLICY, 1)
#: At 03:10 in London it is 12:10 in Tokyo and 22:10 in New York.
OFFICE = Condition(times=(ConditionHours(time_zone=RESPONDER, opens=time(9), closes=time(17)),))


@frozen
class Travellers(Roster):
    """Ana lives in London, Ben in New York, Cai in Tokyo."""

    def time_zone(self, user_id):
        """Return where they live."""
        return {ANA: "Europe/London", BEN: "America/New_York", CAI: "Asia/Tokyo"}[user_id]


def a_step(*people, **fields):
    """A step that takes turns, within everybody's office hours."""
    return Step(
        tuple(map(target, people)), 5 * HOUR, **{"round_robin": True, "when": OFFICE, **fields}
    )


def test_the_first_turn_is_the_first_target_s():
    """Then the next one's, and after the last the first one's again."""
    step, moment = a_step(ANA, BEN, CAI, when=None), a_moment()

    turns = [yielded(step, PLACE, Urgency.HIGH, Roster(), moment).people for _ in range(4)]

    assert turns == [(Found(user, "user"),) for user in (ANA, BEN, CAI, ANA)]


def test_who_is_passed_over_on_the_way_to_a_turn_is_told():
    """Each whose hours it is not, in the order in which they were asked."""
    found = yielded(a_step(ANA, BEN, CAI), PLACE, Urgency.HIGH, Travellers(), a_moment())

    assert found.people == (Found(CAI, "user"),)
    assert found.left_out == (ANA, BEN)


def test_a_wait_ends_with_the_first_of_them_to_come_into_their_hours():
    """London opens at 09:00, New York at 14:00 UTC; with nobody left out none opens."""
    london = NOW.replace(hour=9, minute=0)

    assert hours_begin(Yield((), (BEN, ANA)), OFFICE, Travellers(), NOW) == london
    assert hours_begin(Yield((), (BEN,)), OFFICE, Travellers(), NOW) == london + 5 * HOUR
    assert hours_begin(Yield(()), OFFICE, Travellers(), NOW) is None


@pytest.mark.parametrize(
    ("gone", "reason"),
    [((), "it is outside everybody's hours"), ((ANA,), "nobody is on call")],
)
def test_a_step_that_is_passed_says_why(gone, reason):
    """Somebody who sleeps is another reason than nobody at all."""
    policy = evolve(a_policy(), steps=(a_step(ANA, round_robin=False),))
    decision = run_from(
        Decision(an_incident()), following(policy, gone=frozenset(gone)), a_moment(), step=1
    )

    (skipped,) = (event for event in decision.events if isinstance(event, StepSkipped))
    assert skipped.reason == reason
