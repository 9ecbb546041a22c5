"""Generated descriptions of what happens to an organisation, and the same as a rehearsal."""

from itertools import pairwise
from typing import Any

from hypothesis import strategies as st
from tests.oracle.escalation_parts import MINUTE, PEOPLE, UNTIL, people
from tests.oracle.hours_oracle import AHEAD, WEEK
from tests.oracle.live_changes import layers, live_changes
from tests.oracle.posts import IDENTITIES, messages

schedules = st.sampled_from(["schedule:one", "schedule:two"])
targets = st.lists(st.one_of(people, schedules, schedules), max_size=3)
delays = st.sampled_from([1, 2, 5, 10, 30]).map(lambda minutes: minutes * MINUTE)
#: Mostly one and the same incident: what happens to it one after the other is what is intricate.
identities = st.sampled_from([("api", "k")] * 8 + [("api", "l"), ("web", "k")])
#: People also act on what their monitoring posts about.
known = st.one_of(identities, identities, st.sampled_from(IDENTITIES))


@st.composite
def spans(draw: st.DrawFn) -> list[list[Any]]:
    """Who is on call from when until when, with gaps."""
    minutes = st.integers(0, UNTIL // MINUTE // 2)
    bounds = draw(st.lists(minutes, unique=True, max_size=8).map(sorted))
    pairs = pairwise(bounds)
    return [
        [start * MINUTE, end * MINUTE, who]
        for start, end in pairs
        if (who := draw(st.one_of(st.none(), people))) is not None
    ]


on_empty = st.one_of(
    st.just("skip"),
    st.builds(lambda seconds: {"wait": seconds}, delays),
    st.builds(lambda target: {"fallback": target}, st.one_of(people, schedules)),
)
#: Minutes of the day around the three hours that are played, 03:10 to 06:10 in UTC.
clock_times = st.integers(2 * 12, 8 * 12).map(lambda number: number * 5)
windows = st.fixed_dictionaries(
    {
        "from": st.one_of(clock_times, st.sampled_from([22 * 60, 0])),
        "to": st.one_of(clock_times, st.just(0)),
        "weekdays": st.sampled_from([["mon"], ["sun"], ["sun", "mon"], ["tue"], list(WEEK)]),
    }
)
condition_hours = st.builds(
    lambda window, zone: {**window, "zone": zone},
    windows,
    st.sampled_from(["UTC", "UTC", "Asia/Tokyo", "responder", "responder"]),
)
conditions = st.fixed_dictionaries(
    {
        "severities": st.lists(st.integers(1, 5), max_size=3, unique=True),
        "urgencies": st.sampled_from([[], [], ["high"], ["low"]]),
        "times": st.lists(condition_hours, max_size=2),
        "holiday": st.one_of(
            st.none(),
            st.fixed_dictionaries(
                {
                    "days": st.sampled_from([[0], [-1], [1]]),
                    "on": st.booleans(),
                    "zone": st.sampled_from(list(AHEAD)),
                }
            ),
        ),
    }
)
support_hours = st.fixed_dictionaries(
    {
        "zone": st.sampled_from(list(AHEAD)),
        "windows": st.lists(windows, min_size=1, max_size=2),
        "holidays": st.sampled_from([[], [], [0], [-1]]),
        "always_high": st.sampled_from([[], [], [1], [4]]),
    }
)
steps = st.fixed_dictionaries(
    {
        "delay": delays,
        "targets": targets,
        "on_empty": on_empty,
        "in_turn": st.sampled_from([False, False, True]),
        "when": st.one_of(st.none(), st.none(), conditions),
    }
)
repeated = st.fixed_dictionaries({"targets": targets.filter(bool), "every": delays})
policies = st.fixed_dictionaries(
    {
        "repeat": st.integers(0, 3),
        "steps": st.one_of(*[st.lists(steps, min_size=1, max_size=4)] * 9, st.just([])),
        "exhausted": st.one_of(st.none(), repeated),
    }
)
service = st.fixed_dictionaries(
    {
        "policy": st.sampled_from(["first", "second"]),
        "timeout": st.one_of(st.none(), delays),
        "auto_resolve": st.sampled_from([None, None, 2 * 3600]),
        "hours": st.one_of(st.none(), support_hours),
    }
)


_after = st.sampled_from([0, 1, 2, 3, 5, 7, 10, 15, 20, 30]).map(lambda m: m * MINUTE)


def _about(
    kind: str,
    whose: st.SearchStrategy[tuple[str, str]] = known,
    **facts: st.SearchStrategy[Any],
) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {"kind": st.just(kind), "after": _after, "identity": whose, **facts}
    )


def _in_turn(drawn: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the events one after the other, each so long after the one before."""
    at, found = 0, []
    for event in drawn:
        at += event["after"]
        named = dict(zip(("service", "key"), event.get("identity", ()), strict=False))
        found.append({**event, "at": at, **named})
    return found


events = st.one_of(
    _about("trigger", identities, severity=st.integers(1, 5)),
    _about("trigger", identities, severity=st.integers(1, 5)),
    _about("source_resolve", identities),
    _about("source_acknowledge", identities),
    _about("acknowledge", by=people),
    _about("acknowledge", by=people),
    _about("unacknowledge", by=people),
    _about("resolve", by=people),
    _about("snooze", by=people, **{"for": delays}),
    _about("escalate", by=people, step=st.one_of(st.none(), st.integers(1, 5))),
    _about("reassign", by=people, user=people),
    _about("reassign", by=people, policy=st.sampled_from(["first", "second"])),
)
posts = st.builds(lambda found, after: {"kind": "post", "after": after, **found}, messages, _after)
#: Work on a service, while which nobody is told of what begins.
works = st.fixed_dictionaries(
    {
        "kind": st.just("maintenance"),
        "service": st.sampled_from(["api", "api", "web"]),
        "at": st.integers(0, 40).map(lambda minutes: minutes * MINUTE),
        "for": delays,
    }
)


@st.composite
def descriptions(draw: st.DrawFn) -> dict[str, Any]:
    """An organisation and what happens in it; the first event is a trigger.

    In half of them people change who is on call, and what is silenced, meanwhile; in most of them
    monitoring posts as monitoring does.
    """
    severity = draw(st.sampled_from([4, 2, 1]))
    first = {"kind": "trigger", "at": 0, "service": "api", "key": "k", "severity": severity}
    happening = [first, *_in_turn(draw(st.lists(events, max_size=10)))]
    changing = draw(st.booleans())
    happening += draw(live_changes()) if changing else []
    if changing or draw(st.booleans()):
        happening += _in_turn(draw(st.lists(posts, min_size=1, max_size=5)))
    if draw(st.sampled_from([False, False, True])):
        at = draw(st.integers(0, UNTIL // MINUTE // 3)) * MINUTE
        happening.append({"kind": "worker_down", "at": at, "until": at + draw(delays) * 3})
    happening += [
        {**work, "until": work["at"] + work["for"]} for work in draw(st.lists(works, max_size=2))
    ]
    last_resort = st.fixed_dictionaries(
        {"targets": targets.filter(bool), "every": delays, "after": st.one_of(st.just(0), delays)}
    )
    return {
        "schedules": {"one": draw(spans()), "two": draw(spans())},
        "layers": {key: draw(layers()) if changing else [] for key in ("one", "two")},
        "policies": {"first": draw(policies), "second": draw(policies)},
        "services": {"api": draw(service), "web": draw(service)},
        "zones": dict(zip(PEOPLE, ("UTC", "Asia/Tokyo", "America/Bogota", "UTC"), strict=True)),
        "last_resort": draw(st.one_of(st.none(), last_resort)),
        "events": sorted(happening, key=lambda event: event["at"]),
        "until": UNTIL,
    }
