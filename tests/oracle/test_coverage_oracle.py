"""Coverage says beforehand what rehearsals find by playing each instant on its own."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import pairwise, product
from typing import Any

from hypothesis import Phase, given, note, settings
from hypothesis import strategies as st
from tests.flow.story import START, a_method, a_person, a_schedule, a_step, a_target

from hikeshi.configuration import read
from hikeshi.configuration.directory import directory_of
from hikeshi.flow.coverage import ServiceCoverage, coverage
from hikeshi.kernel.conversion import rfc3339
from hikeshi.kernel.intervals import Interval
from hikeshi.kernel.severity import Severity
from hikeshi.oncall import breakpoints
from hikeshi.rehearsal import run

SECOND = timedelta(seconds=1)
#: Minutes in which schedules change; afterwards they stay as they are.
BUSY = 8 * 60
SPAN = Interval(START, START + timedelta(minutes=BUSY))
#: Everything that can happen has happened by then; the last resort repeats what it did before.
PLAYED = timedelta(hours=26)
#: Each smaller example would be some thirty rehearsals: the first one found says enough.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
PEOPLE = ("ana", "ben", "cai", "dee", "eve")

delays = st.sampled_from([60, 300, 600, 1800, 7200])
names = st.sampled_from([*PEOPLE, *["schedule:one", "schedule:two"] * 4, "team:sre"])
targets = st.lists(names, max_size=2)
on_empty = st.one_of(
    st.just("skip"),
    delays.map(lambda seconds: {"wait_until_covered": {"max_seconds": seconds * 3}}),
    st.sampled_from(["ana", "schedule:two"]).map(lambda to: {"fallback": a_target(to)}),
)


ZONES = ("UTC", "Asia/Tokyo", "Asia/Kathmandu", "America/New_York")
zones = st.sampled_from(ZONES)
WEEK = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
clock_times = st.integers(0, 24 * 4 - 1).map(lambda n: f"{n // 4:02}:{n % 4 * 15:02}")
windows = st.fixed_dictionaries(
    {
        "from": clock_times,
        "to": clock_times,
        "weekdays": st.sampled_from([WEEK, WEEK, WEEK[:5], WEEK[START.weekday() :], WEEK[:1]]),
    }
)
day_sets = st.sampled_from(["before", "first", "second"])
DAYS = [
    {
        "key": key,
        "source": {"dates": [(START + timedelta(days=n)).date().isoformat()]},
    }
    for n, key in ((-1, "before"), (0, "first"), (1, "second"))
]
severities = st.lists(st.sampled_from([s.value for s in Severity]), max_size=3, unique=True)
conditions = st.fixed_dictionaries(
    {
        "severities": severities | st.just([]),
        "urgencies": st.sampled_from([[], [], [], ["high"], ["low"]]),
        "times": st.lists(
            st.builds(
                lambda window, zone: {**window, "time_zone": zone},
                windows,
                st.sampled_from([*ZONES, *["responder"] * 4]),
            ),
            max_size=2,
        ),
        "holidays": st.none()
        | st.fixed_dictionaries({"set": day_sets, "on": st.booleans(), "time_zone": zones}),
    }
)
#: A personal rule has an urgency of its own.
personal = conditions.map(lambda when: {**when, "urgencies": []})
quiet_hours = st.fixed_dictionaries(
    {
        "windows": st.lists(windows.filter(lambda w: w["from"] != w["to"]), min_size=1, max_size=1),
        "high_urgency_waits": st.booleans(),
    }
)
support_hours = st.fixed_dictionaries(
    {
        "time_zone": zones,
        "windows": st.lists(windows, min_size=1, max_size=2),
        "holidays": st.lists(day_sets, max_size=1),
        "always_high": severities,
    }
)


@st.composite
def steps(draw: st.DrawFn) -> dict[str, Any]:
    """A step of whatever kind."""
    return a_step(
        *draw(targets),
        delay=draw(delays),
        on_empty=draw(on_empty),
        when=draw(st.none() | conditions),
        round_robin=draw(st.sampled_from([False, False, True])),
    )


@st.composite
def people(draw: st.DrawFn, key: str) -> dict[str, Any]:
    """A person reached at once, late, by the fallback, or never; maybe one who has left."""
    kind = draw(st.sampled_from(["at once", "late", "late", "fallback", "never"]))
    rules = [
        {
            "urgency": urgency,
            "delay_seconds": draw(delays) + draw(st.sampled_from([0, 0, 1, 17]))
            if kind == "late"
            else 0,
            "contact_method": "phone",
            "when": draw(st.none() | personal) if kind == "late" else None,
        }
        for urgency in ("high", "low")
    ]
    return a_person(
        key,
        contact_methods=[a_method("phone", verified=kind != "never")],
        notification_rules=[] if kind == "fallback" else rules,
        active=draw(st.sampled_from([True] * 6 + [False])),
        time_zone=draw(zones),
        quiet_hours=draw(st.none() | st.none() | quiet_hours),
    )


@st.composite
def rotas(draw: st.DrawFn, key: str) -> dict[str, Any]:
    """A schedule with shifts and gaps while it is busy; then always the same, or nobody."""
    bounds = sorted(draw(st.sets(st.integers(0, BUSY), min_size=2, max_size=6)))
    bounds[-1] = draw(st.sampled_from([bounds[-1], 60 * 24 * 90]))
    found = [
        (start, end, draw(st.sampled_from(PEOPLE)))
        for start, end in pairwise(bounds)
        if draw(st.integers(0, 2))
    ]
    return a_schedule(key, *found)


def a_window(minute: int, seconds: int) -> dict[str, Any]:
    """A maintenance window of the service."""
    start = START + timedelta(minutes=minute)
    end = start + timedelta(seconds=seconds)
    bounds = {"starts_at": rfc3339(start), "ends_at": rfc3339(end)}
    return {"key": "work", "services": ["api"], "reason": "work", **bounds}


def standings(configuration: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the configuration once for each way in which the turns of its steps can stand.

    The first target has the first turn: the others come first once the list is turned round.
    """
    (policy,) = configuration["escalation_policies"]
    turned = [
        [{**step, "targets": step["targets"][n:] + step["targets"][:n]} for n in range(len(found))]
        if step["round_robin"] and (found := step["targets"])
        else [step]
        for step in policy["steps"]
    ]
    return [
        {**configuration, "escalation_policies": [{**policy, "steps": list(found)}]}
        for found in product(*turned)
    ]


def latest(answers: Iterable[int | None]) -> int | None:
    """Return the latest of times until somebody is told; nothing is later than any."""
    found = list(answers)
    known = [each for each in found if each is not None]
    return max(known) if len(known) == len(found) else None


@st.composite
def configurations(draw: st.DrawFn) -> dict[str, Any]:
    """An organisation with one service."""
    every = st.sampled_from([3600, 5000, 20_000])
    resort_targets = st.lists(names, min_size=1, max_size=2).map(
        lambda named: [a_target(name) for name in named]
    )
    exhausted = st.fixed_dictionaries({"targets": resort_targets, "every_seconds": every})
    last_resort = st.fixed_dictionaries(
        {"targets": resort_targets, "every_seconds": every, "after_seconds": st.just(0) | delays}
    )
    policy = {
        "key": "default",
        "repeat": draw(st.integers(0, 1)),
        "steps": draw(st.lists(steps(), max_size=3)),
        "exhausted": draw(st.none() | exhausted),
    }
    service = {
        "key": "api",
        "escalation_policy": draw(st.sampled_from(["default"] * 6 + [None])),
        "auto_resolve_seconds": draw(st.none() | st.sampled_from([600, 1800, 10_000])),
        "support_hours": draw(st.none() | support_hours),
    }
    floor = draw(
        st.just([]) | delays.map(lambda late: [{"kinds": ["sms"], "within_seconds": late}])
    )
    return {
        "version": 1,
        "users": [draw(people(key)) for key in PEOPLE],
        "teams": [{"key": "sre", "members": [{"user": "cai"}, {"user": "dee"}], "floor": floor}],
        "schedules": [draw(rotas("one")), draw(rotas("two"))],
        "escalation_policies": [policy],
        "services": [service],
        "holidays": DAYS,
        "maintenance_windows": [a_window(draw(st.integers(0, BUSY)), draw(delays))]
        if draw(st.integers(0, 4)) == 0
        else [],
        "organisation": {"last_resort": draw(st.none() | last_resort)},
    }


def rehearsed(
    configuration: dict[str, Any], severity: Severity, instants: list[datetime]
) -> dict[datetime, int | None]:
    """Play an incident at each instant and return after how many seconds somebody is told."""
    trigger = {"after_seconds": 0, "kind": "trigger", "service": "api", "dedup_key": "k"}
    scenarios = [
        {
            "name": rfc3339(at),
            "start": rfc3339(at),
            "until_seconds": int(PLAYED.total_seconds()),
            "events": [{**trigger, "severity": severity.value}],
        }
        for at in instants
    ]
    suite = {"version": 1, "configuration": configuration, "scenarios": scenarios}
    report = run(suite, load=lambda path: None)
    return {
        at: next(
            (r["after_seconds"] for r in played.notifications if r["outcome"] == "delivered"), None
        )
        for at, played in zip(instants, report.scenarios, strict=True)
    }


def foreseen(row: ServiceCoverage, at: datetime) -> int | None:
    """Return after how many seconds somebody is told, as coverage says."""
    stretch = next(s for s in row.stretches if s.start <= at < s.end)
    if stretch.after is None:
        return None
    after = stretch.after - (at - stretch.start if stretch.falling else timedelta(0))
    return int(after.total_seconds()) if after <= PLAYED else None


@settings(max_examples=50, deadline=None, phases=PHASES)
@given(
    configurations(), st.sampled_from(Severity), st.sets(st.integers(0, BUSY * 60 - 1), max_size=8)
)
def test_coverage_equals_rehearsals(
    configuration: dict[str, Any], severity: Severity, drawn: set[int]
) -> None:
    """At every change, a second before and after it, and anywhere else, both say the same."""
    directory = directory_of(read(configuration))
    row = next(r for r in coverage(directory, SPAN) if r.severity is severity)
    edges = {stretch.start for stretch in row.stretches}
    edges |= {at for s in directory.schedules.values() for at in breakpoints(s, SPAN)}
    instants = {at.replace(microsecond=0) + n * SECOND for at in edges for n in (-1, 0, 1)}
    instants |= {START + timedelta(seconds=seconds) for seconds in drawn}
    told = [at for at in instants if at in SPAN and not any(at in s for s in row.suppressed)]
    played = sorted(told)
    note(f"{severity} {configuration} {row.stretches}")

    ways = [rehearsed(each, severity, played) for each in standings(configuration)]

    assert {at: foreseen(row, at) for at in played} == {
        at: latest(way[at] for way in ways) for at in played
    }


@settings(max_examples=50, deadline=None, phases=PHASES)
@given(configurations())
def test_stretches_leave_no_hole(configuration: dict[str, Any]) -> None:
    """The stretches of each row and what is suppressed touch and cover the whole interval."""
    for row in coverage(directory_of(read(configuration)), SPAN):
        spans = [(stretch.start, stretch.end) for stretch in row.stretches]
        spans += [(span.start, span.end) for span in row.suppressed]
        starts, ends = zip(*sorted(spans), strict=True)

        assert [SPAN.start, *ends] == [*starts, SPAN.end]
