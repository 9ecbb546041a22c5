"""Suites for EscalationPolicyRepository and TurnRepository."""
# ruff: noqa: S101 - a suite asserts

from collections.abc import Mapping
from contextlib import suppress
from datetime import time, timedelta
from typing import Any

from attrs import evolve

from hikeshi.flow.work import Transactions, Work
from hikeshi.incidents.model.escalation import Escalation
from hikeshi.incidents.model.escalation_policy import (
    EmptyRule,
    EscalationPolicy,
    OnEmpty,
    RepeatedPage,
    Step,
    Target,
    TargetKind,
)
from hikeshi.incidents.model.turns import TurnPlace
from hikeshi.kernel.condition import (
    RESPONDER,
    Condition,
    ConditionHours,
    HolidayCondition,
)
from hikeshi.kernel.ids import EscalationPolicyId, HolidaySetId, TeamId
from hikeshi.kernel.local_hours import Weekday
from hikeshi.kernel.severity import Severity, Urgency
from hikeshi.testing.builders import a_policy, an_incident, new_id
from hikeshi.testing.conformance import Check, PlannedFailureError
from hikeshi.testing.conformance.documents import documents_checks


def _policy(**changes: Any) -> EscalationPolicy:
    targets = (Target(TargetKind.SCHEDULE, new_id(), "primary"), Target(TargetKind.USER, new_id()))
    steps = (
        Step(
            targets=targets,
            delay=timedelta(minutes=5),
            on_empty=EmptyRule(OnEmpty.WAIT, max_wait=timedelta(hours=1)),
            stop_on_acknowledge=False,
            round_robin=True,
            when=_condition(),
        ),
        Step(
            targets=targets[:1],
            delay=timedelta(seconds=1),
            on_empty=EmptyRule(OnEmpty.FALLBACK, fallback=targets[1]),
        ),
    )
    policy = a_policy(
        team_id=TeamId(new_id()),
        steps=steps,
        repeat=2,
        exhausted=RepeatedPage(targets, every=timedelta(hours=1), after=timedelta(minutes=10)),
    )
    return evolve(policy, **changes)


def _condition() -> Condition:
    office = ConditionHours(
        time_zone="Asia/Tokyo", weekdays=(Weekday.MON,), opens=time(9), closes=time(17, 0, 30)
    )
    return Condition(
        severities=(Severity.SEV1, Severity.SEV2),
        urgencies=(Urgency.HIGH,),
        times=(office, ConditionHours(time_zone=RESPONDER, opens=time(22), closes=time(6))),
        holidays=HolidayCondition(set_id=HolidaySetId(new_id()), on=False, time_zone="UTC"),
    )


async def remembers_every_version(transactions: Transactions) -> None:
    """A policy is found as it was at any version, also after it was deleted."""
    first = _policy()
    second = first.edited(name="Second", steps=first.steps[:1])
    await transactions.run(lambda work: work.escalation_policies.save_many([first]))
    await transactions.run(lambda work: work.escalation_policies.save_many([second]))
    await transactions.run(lambda work: work.escalation_policies.delete_many([first.id]))

    wanted = [(first.id, 1), (first.id, 2), (first.id, 3)]
    found = await transactions.run(lambda work: work.escalation_policies.get_versions(wanted))

    assert found == {(first.id, 1): first, (first.id, 2): second}


async def pins_versions_of_running_escalations(transactions: Transactions) -> None:
    """The roster yields the version an escalation started with, and the newest to the others."""
    first = _policy()
    second = first.edited(name="Second")
    await transactions.run(lambda work: work.escalation_policies.save_many([first]))
    await transactions.run(lambda work: work.escalation_policies.save_many([second]))
    running = an_incident(escalation=Escalation(policy_id=first.id, policy_version=1))

    roster = await transactions.run(lambda work: work.roster([running]))

    assert roster.policy(first.id, 1) == first
    assert roster.policy(first.id) == second


async def remembers_turns(transactions: Transactions) -> None:
    """A place nobody asked about has its first turn; a turn taken stays taken."""
    policy = EscalationPolicyId(new_id())
    first, second = TurnPlace(policy, 1), TurnPlace(policy, 2)

    fresh = await transactions.run(lambda work: work.turns.lock_many([second, first]))
    await transactions.run(lambda work: _take(work, {first: 2}))
    found = await transactions.run(lambda work: work.turns.lock_many([first, second]))

    assert fresh == {first: 0, second: 0}
    assert found == {first: 2, second: 0}


async def takes_back_turns(transactions: Transactions) -> None:
    """A work that fails has taken no turn."""
    place = TurnPlace(EscalationPolicyId(new_id()), 1)

    async def fail(work: Work) -> None:
        await _take(work, {place: 1})
        raise PlannedFailureError

    with suppress(PlannedFailureError):
        await transactions.run(fail)
    found = await transactions.run(lambda work: work.turns.lock_many([place]))

    assert found == {place: 0}


async def _take(work: Work, turns: Mapping[TurnPlace, int]) -> None:
    await work.turns.lock_many(turns)
    await work.turns.save_many(turns)


TURN_REPOSITORY: tuple[Check, ...] = (remembers_turns, takes_back_turns)
ESCALATION_POLICY_REPOSITORY = (
    *documents_checks(lambda work: work.escalation_policies, _policy),
    remembers_every_version,
    pins_versions_of_running_escalations,
)
