"""Suites for DrillRepository, DrillTimers and DrillRunRepository."""
# ruff: noqa: S101 - a suite asserts

from datetime import date, time, timedelta
from typing import Any

from attrs import evolve

from hikeshi.flow.work import Transactions
from hikeshi.incidents.model.drill import Drill
from hikeshi.incidents.model.drill_run import DrillOutcome
from hikeshi.incidents.model.escalation_policy import Target, TargetKind
from hikeshi.incidents.model.recurrence import Recurrence, RecurrenceType
from hikeshi.kernel.ids import DrillId, IncidentId, TeamId, UserId
from hikeshi.kernel.local_hours import Weekday
from hikeshi.kernel.severity import Urgency
from hikeshi.testing.builders import START, a_drill, a_drill_run, new_id
from hikeshi.testing.conformance import Check
from hikeshi.testing.conformance.documents import documents_checks

LATER = START + timedelta(minutes=5)


def _drill(**changes: Any) -> Drill:
    return a_drill(
        **{
            "name": "夜の訓練",
            "team_id": TeamId(new_id()),
            "targets": (Target(TargetKind.SCHEDULE, new_id(), "primary"),),
            "recurrence": Recurrence(
                type=RecurrenceType.WEEKLY,
                at=time(10, 30),
                time_zone="Asia/Tokyo",
                weekdays=(Weekday.WED,),
                every=2,
                start=date(2026, 1, 7),
            ),
            "acknowledge_within": timedelta(minutes=10),
            "urgency": Urgency.LOW,
            "enabled": False,
            **changes,
        }
    )


async def hands_out_due_drills_longest_due_first(transactions: Transactions) -> None:
    """What is due comes with its instant, not more than asked for; what is planned anew is not."""
    late, later, future, gone = (DrillId(new_id()) for _ in range(4))
    minute = timedelta(minutes=1)
    plan = {later: LATER, late: START, future: LATER + minute, gone: START}
    await transactions.run(lambda work: work.drill_timers.plan(plan))
    await transactions.run(lambda work: work.drill_timers.plan({gone: None}))

    due = await transactions.run(lambda work: work.drill_timers.lock_due(LATER, 9))
    one = await transactions.run(lambda work: work.drill_timers.lock_due(LATER, 1))
    await transactions.run(lambda work: work.drill_timers.plan({late: LATER + 2 * minute}))
    left = await transactions.run(lambda work: work.drill_timers.lock_due(LATER, 9))

    assert list(due.items()) == [(late, START), (later, LATER)]
    assert dict(one) == {late: START}
    assert dict(left) == {later: LATER}


async def knows_when_the_next_drill_runs(transactions: Transactions) -> None:
    """The next instant is that of the first; there is none where no drill runs by itself."""
    assert await transactions.run(lambda work: work.drill_timers.next_run_at()) is None
    plan = {DrillId(new_id()): LATER, DrillId(new_id()): START}
    await transactions.run(lambda work: work.drill_timers.plan(plan))

    assert await transactions.run(lambda work: work.drill_timers.next_run_at()) == START


async def keeps_every_field_of_a_run(transactions: Transactions) -> None:
    """What is read equals what was written, first and after it has ended."""
    run = a_drill_run()
    ended = evolve(run, outcome=DrillOutcome.MISSED, ended_at=LATER, channel="email", reason="火")
    ids = (run.incident_id, IncidentId(new_id()))
    await transactions.run(lambda work: work.drill_runs.add_many([run]))
    first = await transactions.run(lambda work: work.drill_runs.of_incidents(ids))  # type: ignore[arg-type]
    await transactions.run(lambda work: work.drill_runs.save_many([ended]))
    then = await transactions.run(lambda work: work.drill_runs.of_incidents(ids))  # type: ignore[arg-type]

    assert first == {run.incident_id: run}
    assert then == {run.incident_id: ended}


async def finds_who_has_not_answered(transactions: Transactions) -> None:
    """Of one drill those that wait, oldest first."""
    one, two, other = a_drill_run(), a_drill_run(), a_drill_run()
    two = evolve(two, drill_id=one.drill_id)
    over = evolve(a_drill_run(), drill_id=one.drill_id, outcome=DrillOutcome.PASSED)
    await transactions.run(lambda work: work.drill_runs.add_many([two, one, other, over]))

    found = await transactions.run(lambda work: work.drill_runs.waiting(one.drill_id))

    assert found == [one, two]


async def finds_what_the_last_run_showed(transactions: Transactions) -> None:
    """Of each person the newest run that shows something: none that waits or was called off."""
    ana, ben = UserId(new_id()), UserId(new_id())
    outcomes = (
        DrillOutcome.PASSED,
        DrillOutcome.UNREACHABLE,
        DrillOutcome.CALLED_OFF,
        DrillOutcome.WAITING,
    )
    hers = [a_drill_run(user_id=ana, outcome=outcome) for outcome in outcomes]
    nobodys = a_drill_run(user_id=None, incident_id=None, outcome=DrillOutcome.NOBODY)
    await transactions.run(lambda work: work.drill_runs.add_many([*hers, nobodys]))

    found = await transactions.run(lambda work: work.drill_runs.latest_of([ana, ben]))

    assert found == {ana: hers[1]}


DRILL_REPOSITORY = documents_checks(lambda work: work.drills, _drill)
DRILL_TIMERS: tuple[Check, ...] = (
    hands_out_due_drills_longest_due_first,
    knows_when_the_next_drill_runs,
)
DRILL_RUN_REPOSITORY: tuple[Check, ...] = (
    keeps_every_field_of_a_run,
    finds_who_has_not_answered,
    finds_what_the_last_run_showed,
)
