"""Coverage says beforehand what rehearsals find by playing each instant on its own."""

from datetime import datetime, timedelta
from itertools import pairwise
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


@st.composite
def steps(draw: st.DrawFn) -> dict[str, Any]:
    """A step of whatever kind."""
    return a_step(*draw(targets), delay=draw(delays), on_empty=draw(on_empty))


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
        }
        for urgency in ("high", "low")
    ]
    return a_person(
        key,
        contact_methods=[a_method("phone", verified=kind != "never")],
        notification_rules=[] if kind == "fallback" else rules,
        active=draw(st.sampled_from([True] * 6 + [False])),
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
    }
    return {
        "version": 1,
        "users": [draw(people(key)) for key in PEOPLE],
        "teams": [{"key": "sre", "members": [{"user": "cai"}, {"user": "dee"}]}],
        "schedules": [draw(rotas("one")), draw(rotas("two"))],
        "escalation_policies": [policy],
        "services": [service],
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
    return int(after.total_seconds())


@settings(max_examples=100, deadline=None, phases=PHASES)
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
    played = sorted(at for at in instants if at in SPAN)
    note(f"{severity} {configuration} {row.stretches}")

    found = rehearsed(configuration, severity, played)

    assert {at: foreseen(row, at) for at in played} == found


@settings(max_examples=100, deadline=None, phases=PHASES)
@given(configurations())
def test_stretches_leave_no_hole(configuration: dict[str, Any]) -> None:
    """The stretches of each row touch, cover the whole interval, and neighbours differ."""
    for row in coverage(directory_of(read(configuration)), SPAN):
        starts = [stretch.start for stretch in row.stretches]
        ends = [stretch.end for stretch in row.stretches]

        assert [SPAN.start, *ends] == [*starts, SPAN.end]
