"""Generated descriptions of what happens to an organisation, and the same as a rehearsal."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import strategies as st

START = datetime(2026, 1, 5, 3, 10, tzinfo=UTC)
PEOPLE = ("ana", "ben", "cai", "dee")
MINUTE = 60
UNTIL = 3 * 3600

people = st.sampled_from(PEOPLE)
schedules = st.sampled_from(["schedule:one", "schedule:two"])
targets = st.lists(st.one_of(people, schedules, schedules), max_size=3)
delays = st.sampled_from([1, 2, 5, 10, 30]).map(lambda minutes: minutes * MINUTE)
#: Mostly one and the same incident: what happens to it one after the other is what is intricate.
identities = st.sampled_from([("api", "k")] * 8 + [("api", "l"), ("web", "k")])


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
steps = st.fixed_dictionaries({"delay": delays, "targets": targets, "on_empty": on_empty})
repeated = st.fixed_dictionaries({"targets": targets.filter(bool), "every": delays})
policies = st.fixed_dictionaries(
    {
        "repeat": st.integers(0, 3),
        "steps": st.lists(steps, max_size=4),
        "exhausted": st.one_of(st.none(), repeated),
    }
)
service = st.fixed_dictionaries(
    {
        "policy": st.sampled_from(["first", "second"]),
        "timeout": st.one_of(st.none(), delays),
        "auto_resolve": st.sampled_from([None, None, 2 * 3600]),
    }
)


def _about(kind: str, **facts: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    after = st.sampled_from([0, 1, 2, 3, 5, 7, 10, 15, 20, 30]).map(lambda m: m * MINUTE)
    return st.fixed_dictionaries(
        {"kind": st.just(kind), "after": after, "identity": identities, **facts}
    )


def _in_turn(drawn: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the events one after the other, each so long after the one before."""
    at, found = 0, []
    for event in drawn:
        at += event["after"]
        service, key = event["identity"]
        found.append({**event, "at": at, "service": service, "key": key})
    return found


events = st.one_of(
    _about("trigger", severity=st.integers(1, 5)),
    _about("trigger", severity=st.integers(1, 5)),
    _about("source_resolve"),
    _about("source_acknowledge"),
    _about("acknowledge", by=people),
    _about("acknowledge", by=people),
    _about("unacknowledge", by=people),
    _about("resolve", by=people),
    _about("snooze", by=people, **{"for": delays}),
    _about("escalate", by=people, step=st.one_of(st.none(), st.integers(1, 5))),
    _about("reassign", by=people, user=people),
    _about("reassign", by=people, policy=st.sampled_from(["first", "second"])),
)


@st.composite
def descriptions(draw: st.DrawFn) -> dict[str, Any]:
    """An organisation and what happens in it; the first event is a trigger."""
    first = {"kind": "trigger", "at": 0, "service": "api", "key": "k", "severity": 4}
    happening = [first, *_in_turn(draw(st.lists(events, max_size=10)))]
    if draw(st.sampled_from([False, False, True])):
        at = draw(st.integers(0, UNTIL // MINUTE // 3)) * MINUTE
        happening.append({"kind": "worker_down", "at": at, "until": at + draw(delays) * 3})
    last_resort = st.fixed_dictionaries(
        {"targets": targets.filter(bool), "every": delays, "after": st.one_of(st.just(0), delays)}
    )
    return {
        "schedules": {"one": draw(spans()), "two": draw(spans())},
        "policies": {"first": draw(policies), "second": draw(policies)},
        "services": {"api": draw(service), "web": draw(service)},
        "last_resort": draw(st.one_of(st.none(), last_resort)),
        "events": sorted(happening, key=lambda event: event["at"]),
        "until": UNTIL,
    }


def as_suite(description: dict[str, Any]) -> dict[str, Any]:
    """Return the description as a suite of one scenario."""
    scenario = {
        "name": "generated",
        "start": START.isoformat(),
        "until_seconds": description["until"],
        "events": [_event(event) for event in description["events"]],
    }
    return {"version": 1, "configuration": _configuration(description), "scenarios": [scenario]}


def _event(event: dict[str, Any]) -> dict[str, Any]:
    kind = event["kind"].removeprefix("source_")
    plain: dict[str, Any] = {"after_seconds": event["at"], "kind": kind}
    if kind == "worker_down":
        return {**plain, "until_seconds": event["until"]}
    plain |= {"service": event["service"], "dedup_key": event["key"]}
    if kind == "trigger":
        plain["severity"] = f"sev{event['severity']}"
    if "by" in event:
        plain["by"] = event["by"]
    if "for" in event:
        plain["for_seconds"] = event["for"]
    if kind == "escalate":
        plain["step"] = event["step"]
    if kind == "reassign":
        plain["to"] = f"user:{event['user']}" if "user" in event else f"policy:{event['policy']}"
    return plain


def _configuration(description: dict[str, Any]) -> dict[str, Any]:
    last_resort = description["last_resort"]
    return {
        "version": 1,
        "users": [_person(key) for key in PEOPLE],
        "schedules": [
            {"key": key, "time_zone": "UTC", "layers": [], "overrides": [_span(s) for s in found]}
            for key, found in description["schedules"].items()
        ],
        "escalation_policies": [
            {
                "key": key,
                "repeat": policy["repeat"],
                "steps": [_step(step) for step in policy["steps"]],
                "exhausted": _again(policy["exhausted"]),
            }
            for key, policy in description["policies"].items()
        ],
        "services": [
            {
                "key": key,
                "name": key,
                "escalation_policy": found["policy"],
                "acknowledge_timeout_seconds": found["timeout"],
                "auto_resolve_seconds": found["auto_resolve"],
            }
            for key, found in description["services"].items()
        ],
        "organisation": {
            "last_resort": last_resort
            and {**(_again(last_resort) or {}), "after_seconds": last_resort["after"]}
        },
    }


def _person(key: str) -> dict[str, Any]:
    phone = {"key": "phone", "kind": "sms", "address": "+81312345678", "verified": True}
    email = f"{key}@example.org"
    return {"key": key, "name": key, "email": email, "contact_methods": [phone]}


def _span(span: list[Any]) -> dict[str, Any]:
    start, end, user = span
    return {
        "start": (START + timedelta(seconds=start)).isoformat(),
        "end": (START + timedelta(seconds=end)).isoformat(),
        "user": user,
        "mode": "replace",
    }


def _step(step: dict[str, Any]) -> dict[str, Any]:
    rule = step["on_empty"]
    if rule != "skip":
        rule = (
            {"wait_until_covered": {"max_seconds": rule["wait"]}}
            if "wait" in rule
            else {"fallback": _target(rule["fallback"])}
        )
    targets = [_target(target) for target in step["targets"]]
    return {"delay_seconds": step["delay"], "targets": targets, "on_empty": rule}


def _again(found: dict[str, Any] | None) -> dict[str, Any] | None:
    if found is None:
        return None
    targets = [_target(target) for target in found["targets"]]
    return {"targets": targets, "every_seconds": found["every"]}


def _target(target: str) -> dict[str, str]:
    kind, _, key = target.rpartition(":")
    return {"kind": kind or "user", "key": key}
