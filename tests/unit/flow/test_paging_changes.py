"""Tests of `hikeshi.flow.paging_changes`: who would be paged differently, and when."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from tests.unit.configuration.generated import configurations

from hikeshi.configuration import read
from hikeshi.configuration.directory import directory_of
from hikeshi.flow.live_roster import LiveRoster
from hikeshi.flow.paging_changes import paging_changes
from hikeshi.incidents.model.decision import Moment
from hikeshi.incidents.model.escalation_policy import Target, TargetKind
from hikeshi.incidents.model.finding import failing, find, within_hours
from hikeshi.incidents.model.incident import Incident
from hikeshi.incidents.model.urgency import as_urgent_as_asked
from hikeshi.kernel.actor import SYSTEM
from hikeshi.kernel.intervals import Interval
from hikeshi.kernel.severity import Severity
from hikeshi.oncall import breakpoints

START = datetime(2026, 1, 19, tzinfo=UTC)
SPAN = Interval(START, START + timedelta(days=14))
TICK = timedelta.resolution
#: A smaller example says no more here, and takes minutes to find.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)


def directories(**changes):
    """A configuration, and the same one with some sections changed."""
    layer = {"name": "week", "rotation": {"type": "weekly"}, "start": "2026-01-05T09:00:00"}
    before = {
        "users": [{"key": key} for key in ("ana", "ben", "cai")],
        "schedules": [
            {"key": "one", "time_zone": "UTC", "layers": [{**layer, "users": ["ana", "ben"]}]}
        ],
        "escalation_policies": [
            {
                "key": "default",
                "steps": [
                    {"delay_seconds": 60, "targets": [{"kind": "schedule", "key": "one"}]},
                    {"delay_seconds": 60, "targets": [{"kind": "user", "key": "cai"}]},
                ],
            }
        ],
        "services": [{"key": "api", "escalation_policy": "default"}],
    }
    return directory_of(read(before)), directory_of(read({**before, **changes}))


def found(before, after):
    """The rows for severity 1, with keys: (step, start, end, before, after)."""
    name = {**before.users, **after.users}
    return [
        (
            row.step,
            row.stretch.start,
            row.stretch.end,
            [name[user].key for user in row.stretch.before],
            [name[user].key for user in row.stretch.after],
        )
        for row in paging_changes(before, after, SPAN).paging
        if row.severity is Severity.SEV1
    ]


def test_nothing_differs_from_itself():
    """The same configuration pages nobody differently."""
    before, after = directories()

    changes = paging_changes(before, after, SPAN)

    assert (changes.on_call, changes.paging) == ((), ())


def test_bounds_are_hand_offs():
    """A change begins and ends where somebody's shift does, to the microsecond."""
    layer = {"name": "week", "rotation": {"type": "weekly"}, "start": "2026-01-05T09:00:00"}
    before, after = directories(
        schedules=[
            {"key": "one", "time_zone": "UTC", "layers": [{**layer, "users": ["ana", "cai"]}]}
        ]
    )
    first, second = datetime(2026, 1, 19, 9, tzinfo=UTC), datetime(2026, 1, 26, 9, tzinfo=UTC)

    assert found(before, after) == [
        (1, SPAN.start, first, ["ben"], ["cai"]),
        (1, second, SPAN.end, ["ben"], ["cai"]),
    ]
    stretches = [change.stretch for change in paging_changes(before, after, SPAN).on_call]
    assert [(s.start, s.end) for s in stretches] == [(SPAN.start, first), (second, SPAN.end)]


def test_a_step_more_is_told_with_its_number():
    """A step that was not there pages nobody before."""
    before, after = directories(
        escalation_policies=[
            {
                "key": "default",
                "steps": [{"delay_seconds": 60, "targets": [{"kind": "schedule", "key": "one"}]}],
            }
        ]
    )

    assert found(before, after) == [(2, SPAN.start, SPAN.end, ["cai"], [])]


def test_the_order_of_people_is_no_difference():
    """The same people in another order are the same people."""
    targets = [{"kind": "user", "key": "cai"}, {"kind": "user", "key": "ana"}]
    policies = [
        [{"key": "default", "steps": [{"delay_seconds": 60, "targets": order}]}]
        for order in (targets, targets[::-1])
    ]
    _, one = directories(escalation_policies=policies[0])
    _, other = directories(escalation_policies=policies[1])

    assert found(one, other) == []


def paged(directory, service_id, severity, number, at):
    """Whom a step pages, asked the slow way."""
    policy_id = directory.rules(service_id).policy_for(severity)
    policy = directory.policies.get(policy_id)
    if policy is None or number > len(policy.steps):
        return set()
    step, roster = policy.step(number), LiveRoster(directory, {})
    moment = Moment(at, lambda: UUID(int=0), SYSTEM)
    incident = Incident(
        id=UUID(int=0),
        number=1,
        title="",
        created_at=at,
        severity=severity,
        urgency=severity.default_urgency,
        service_id=service_id,
    )
    urgent = as_urgent_as_asked(incident, roster, moment)
    if failing(step.when, urgent, roster, at) is not None:
        return set()
    fallback = () if step.on_empty.fallback is None else (step.on_empty.fallback,)
    for targets in (step.targets, fallback):
        people = within_hours(
            find(targets, roster, moment), step.when, urgent.urgency, roster, moment
        ).people
        if people:
            return {each.user_id for each in people}
    return set()


@settings(max_examples=20, phases=PHASES)
@given(configurations(), configurations(), st.sets(st.integers(0, 14 * 86400 - 1), max_size=6))
def test_it_is_what_sampling_finds(one, other, drawn):
    """At every change of a schedule, a tick around it, and anywhere else, the answers agree."""
    before, after = directory_of(read(one)), directory_of(read(other))
    changes = paging_changes(before, after, SPAN)
    instants = {START + timedelta(seconds=seconds) for seconds in drawn} | {START}
    for directory in (before, after):
        for schedule in directory.schedules.values():
            for at in breakpoints(schedule, SPAN):
                instants |= {at - TICK, at, at + TICK}
    kept = sorted(at for at in instants if at in SPAN)[:60]

    for service_id in before.services:
        for severity in (Severity.SEV1, Severity.SEV3):
            rows = [
                row
                for row in changes.paging
                if (row.service_id, row.severity) == (service_id, severity)
            ]
            for number in (1, 2, 3):
                for at in kept:
                    old = paged(before, service_id, severity, number, at)
                    new = paged(after, service_id, severity, number, at)
                    said = [
                        (set(row.stretch.before), set(row.stretch.after))
                        for row in rows
                        if row.step == number and row.stretch.start <= at < row.stretch.end
                    ]
                    assert said == ([(old, new)] if old != new else [])
    for schedule_id in before.schedules:
        target = Target(TargetKind.SCHEDULE, schedule_id)
        for at in kept:
            old, new = set(before.people(target, at)), set(after.people(target, at))
            said = [
                (set(row.stretch.before), set(row.stretch.after))
                for row in changes.on_call
                if row.schedule_id == schedule_id and row.stretch.start <= at < row.stretch.end
            ]
            assert said == ([(old, new)] if old != new else [])


@settings(max_examples=20, phases=PHASES)
@given(configurations(), configurations())
def test_intervals_are_as_long_as_they_can_be(one, other):
    """Two neighbouring intervals of one step never say the same."""
    changes = paging_changes(directory_of(read(one)), directory_of(read(other)), SPAN)
    for left in changes.paging:
        for right in changes.paging:
            same = (left.service_id, left.severity, left.step) == (
                right.service_id,
                right.severity,
                right.step,
            )
            if same and left.stretch.end == right.stretch.start:
                assert (set(left.stretch.before), set(left.stretch.after)) != (
                    set(right.stretch.before),
                    set(right.stretch.after),
                )
