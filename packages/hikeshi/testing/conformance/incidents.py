"""Suites for IncidentRepository, IncidentGroups, Timeline and IncidentTimers."""
# ruff: noqa: S101 - a suite asserts

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from attrs import evolve

from hikeshi.flow.work import Transactions
from hikeshi.incidents.model.escalation import Escalation
from hikeshi.incidents.model.incident import Incident, IncidentStatus
from hikeshi.incidents.model.timer import Timer, TimerKind
from hikeshi.incidents.ports import OpenGroup
from hikeshi.kernel.actor import Actor, ActorKind
from hikeshi.kernel.ids import (
    EscalationPolicyId,
    IncidentId,
    ServiceId,
    TeamId,
    UserId,
)
from hikeshi.kernel.severity import Severity, Urgency
from hikeshi.testing.builders import START, a_timeline_entry, an_incident, new_id
from hikeshi.testing.conformance import Check

MINUTE = timedelta(minutes=1)


def _incident(**changes: Any) -> Incident:
    """Return an incident with every field set."""
    incident = an_incident(
        service_id=ServiceId(new_id()),
        team_id=TeamId(new_id()),
        escalation_policy_id=EscalationPolicyId(new_id()),
        title="ディスク",
        description='a "quoted" \\ text',
        status=IncidentStatus.ACKNOWLEDGED,
        severity=Severity.SEV5,
        urgency=Urgency.LOW,
        labels={"a": "1", "b": ""},
        group_key="labels.cluster=eu\x1ftitle=x",
        assignee_ids=(UserId(new_id()), UserId(new_id())),
        responder_ids=(UserId(new_id()),),
        acknowledged_by=UserId(new_id()),
        paged_since_acknowledged=True,
        alert_count=7,
        acknowledged_at=START + MINUTE,
        mitigated_at=START + 2 * MINUTE,
        resolved_at=START + 3 * MINUTE,
        closed_at=START + 4 * MINUTE,
        snoozed_until=START + 5 * MINUTE,
        escalation=_escalation(),
        timers=(
            Timer(START + MINUTE, TimerKind.SNOOZE, 4),
            Timer(START + 2 * MINUTE, TimerKind.AUTO_RESOLVE, 4),
        ),
        version=9,
    )
    return evolve(incident, **changes)


def _escalation(**changes: Any) -> Escalation:
    escalation = Escalation(
        policy_id=EscalationPolicyId(new_id()),
        policy_version=3,
        step=2,
        round=5,
        epoch=4,
        next_step_at=START + 10 * MINUTE,
        paged=(UserId(new_id()),),
        exhausted=True,
        waiting_until=START + 11 * MINUTE,
        giver=UserId(new_id()),
    )
    return evolve(escalation, **changes)


async def add(transactions: Transactions, *incidents: Incident) -> None:
    """Write incidents in a work of their own."""
    await transactions.run(lambda work: work.incidents.add_many(incidents))


async def read(transactions: Transactions, *ids: IncidentId) -> list[Incident]:
    """Return incidents as a new work sees them."""
    return list((await transactions.run(lambda work: work.incidents.get_many(ids))).values())


async def keeps_every_field(transactions: Transactions) -> None:
    """What is read equals what was written, in the order of ids."""
    full, empty = _incident(), an_incident()
    await add(transactions, empty, full)

    assert await read(transactions, empty.id, full.id, IncidentId(new_id())) == [full, empty]


async def saves_every_field(transactions: Transactions) -> None:
    """Every field of an incident can change, to a value and to none."""
    old = _incident()
    new = evolve(_incident(), id=old.id, number=old.number)
    plain = an_incident(id=old.id, number=old.number)
    await add(transactions, old)

    for before, after in ((old, new), (new, plain), (plain, new)):
        await _save(transactions, (before, after))
        assert await read(transactions, old.id) == [after]


async def saves_what_only_steps_change(transactions: Transactions) -> None:
    """The escalation, its people and the timers change without the rest."""
    old = _incident()
    stepped = evolve(
        old,
        escalation=evolve(old.escalation, step=3, next_step_at=START + 20 * MINUTE),
        assignee_ids=(UserId(new_id()),),
        paged_since_acknowledged=False,
    )
    moved = stepped.planning(TimerKind.SNOOZE, None).planning(TimerKind.LAST_RESORT, START)
    await add(transactions, old)
    await _save(transactions, (old, stepped))
    assert await read(transactions, old.id) == [stepped]

    await _save(transactions, (stepped, moved))

    found = await read(transactions, old.id)
    assert found[0].plans == moved.plans
    assert evolve(found[0], timers=()) == evolve(moved, timers=())


async def saves_several_at_once(transactions: Transactions) -> None:
    """In a batch each incident keeps its own change, and the unchanged stay as they are."""
    first, second, third = _incident(), _incident(), _incident()
    renamed = evolve(first, title="other", labels={})
    closed = evolve(second, status=IncidentStatus.CLOSED, timers=())
    await add(transactions, first, second, third)
    await _save(transactions, (first, renamed), (second, closed), (third, third))

    assert await read(transactions, first.id, second.id, third.id) == [renamed, closed, third]


async def locks_those_that_exist(transactions: Transactions) -> None:
    """Locking returns the incidents that exist, in the order of their ids."""
    first, second = _incident(), _incident()
    await add(transactions, first, second)

    async def lock(work: Any) -> Any:
        waiting = await work.incidents.lock_many([second.id, IncidentId(new_id()), first.id])
        return waiting, await work.incidents.lock_many([second.id], skip_locked=True)

    found, skipping = await transactions.run(lock)

    assert list(found.items()) == [(first.id, first), (second.id, second)]
    assert skipping == {second.id: second}


async def numbers_ascend(transactions: Transactions) -> None:
    """Numbers ascend and are handed out once."""
    first = await transactions.run(lambda work: work.incidents.next_numbers(3))
    second = await transactions.run(lambda work: work.incidents.next_numbers(2))

    numbers = [*first, *second]
    assert numbers == sorted(set(numbers))
    assert len(numbers) == 5
    assert numbers[0] >= 1


async def tells_statuses(transactions: Transactions) -> None:
    """The statuses are those of the incidents that exist."""
    open_, held = an_incident(), _incident()
    await add(transactions, open_, held)

    found = await transactions.run(
        lambda work: work.incidents.statuses([open_.id, held.id, IncidentId(new_id())])
    )

    assert found == {open_.id: IncidentStatus.TRIGGERED, held.id: IncidentStatus.ACKNOWLEDGED}


async def holds_incidents(transactions: Transactions) -> None:
    """Holding incidents yields the statuses of those that exist."""
    incident = _incident()
    await add(transactions, incident)

    held = await transactions.run(
        lambda work: work.hold_incidents([incident.id, IncidentId(new_id())])
    )

    assert held == {incident.id: "acknowledged"}


async def finds_the_newest_open_incident_of_a_group(transactions: Transactions) -> None:
    """A group yields its newest incident that is open, and none of another group."""
    service, key = ServiceId(new_id()), "labels.cluster=eu"
    older = an_incident(service_id=service, group_key=key)
    newer = an_incident(service_id=service, group_key=key, created_at=START + MINUTE)
    over = an_incident(service_id=service, group_key=key, status=IncidentStatus.RESOLVED)
    elsewhere = an_incident(service_id=ServiceId(new_id()), group_key=key)
    await add(transactions, older, newer, over, elsewhere)

    found = await transactions.run(
        lambda work: work.incident_groups.lock_open([(service, key), (service, "other")])
    )

    assert found == {(service, key): OpenGroup(newer.id, newer.created_at)}


async def finds_no_group_in_an_empty_store(transactions: Transactions) -> None:
    """A group nobody has opened yields nothing."""
    found = await transactions.run(
        lambda work: work.incident_groups.lock_open([(ServiceId(new_id()), "a")])
    )

    assert found == {}


async def keeps_the_timeline_in_order(transactions: Transactions) -> None:
    """An incident's timeline holds its own entries as they happened."""
    incident_id, person = IncidentId(new_id()), Actor(ActorKind.USER, new_id())
    first = a_timeline_entry(incident_id=incident_id, by=person, facts={"text": "見る", "n": [1]})
    second = a_timeline_entry(incident_id=incident_id, at=START + MINUTE)
    await transactions.run(lambda work: work.timeline.append_many([first, a_timeline_entry()]))
    await transactions.run(lambda work: work.timeline.append_many([second]))

    assert await transactions.run(lambda work: work.timeline.of_incident(incident_id)) == [
        first,
        second,
    ]


async def finds_what_is_due(transactions: Transactions) -> None:
    """What is due comes longest overdue first, each incident once, and no more than asked for."""
    step = _planned(next_step_at=START + 2 * MINUTE)
    both = _planned(START + MINUTE, next_step_at=START + 3 * MINUTE)
    timer = _planned(START + 3 * MINUTE)
    later = _planned(START + 4 * MINUTE, next_step_at=START + 5 * MINUTE)
    await add(transactions, later, timer, both, step, an_incident())

    async def due(work: Any) -> Any:
        timers = work.incident_timers
        now = START + 3 * MINUTE
        return await timers.due(now, 10), await timers.due(now, 2), await timers.next_due_at()

    everything, some, next_at = await transactions.run(due)

    assert everything == [both.id, step.id, timer.id]
    assert some == [both.id, step.id]
    assert next_at == START + MINUTE


async def finds_nothing_due_where_nothing_is_planned(transactions: Transactions) -> None:
    """Without a plan nothing is due, now or ever."""
    await add(transactions, an_incident())

    assert await transactions.run(lambda work: work.incident_timers.due(START, 10)) == []
    assert await transactions.run(lambda work: work.incident_timers.next_due_at()) is None


def _planned(*times: Any, next_step_at: Any = None) -> Incident:
    kinds: Iterable[TimerKind] = (TimerKind.SNOOZE, TimerKind.AUTO_RESOLVE)
    timers = tuple(Timer(at, kind, 1) for at, kind in zip(times, kinds, strict=False))
    return an_incident(timers=timers, escalation=Escalation(next_step_at=next_step_at))


async def _save(transactions: Transactions, *changes: tuple[Incident, Incident]) -> None:
    await transactions.run(lambda work: work.incidents.save_many(changes))


INCIDENT_REPOSITORY: tuple[Check, ...] = (
    keeps_every_field,
    saves_every_field,
    saves_what_only_steps_change,
    saves_several_at_once,
    locks_those_that_exist,
    numbers_ascend,
    tells_statuses,
    holds_incidents,
)
INCIDENT_GROUPS: tuple[Check, ...] = (
    finds_the_newest_open_incident_of_a_group,
    finds_no_group_in_an_empty_store,
)
TIMELINE: tuple[Check, ...] = (keeps_the_timeline_in_order,)
INCIDENT_TIMERS: tuple[Check, ...] = (
    finds_what_is_due,
    finds_nothing_due_where_nothing_is_planned,
)
