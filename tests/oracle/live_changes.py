"""Generated swaps, overrides and silences that people make, and take back, while things happen."""

from typing import Any

from hypothesis import strategies as st
from tests.oracle.escalation_parts import MINUTE, PEOPLE, people

schedules = st.sampled_from(["one", "two"])
_moments = st.integers(0, 60).map(lambda minutes: minutes * MINUTE)
_spans = st.sampled_from([1, 5, 10, 30, 60]).map(lambda minutes: minutes * MINUTE)
#: When something begins, counted from when people say so; some of it is over already.
_leads = st.sampled_from([-10, 0, 0, 0, 5, 20]).map(lambda minutes: minutes * MINUTE)
#: So long after it was made something is taken back; mostly it is not.
_ends = st.one_of(st.none(), st.none(), _spans)


def _severities() -> st.SearchStrategy[list[int]]:
    return st.lists(st.integers(1, 5), min_size=1, max_size=3, unique=True)


_silences = st.fixed_dictionaries(
    {
        "kind": st.just("silence"),
        # Early and long: what begins meanwhile is what it is about.
        "at": st.sampled_from([0, 0, 0, 1, 5, 15]).map(lambda minutes: minutes * MINUTE),
        "for": st.sampled_from([5, 20, 60]).map(lambda minutes: minutes * MINUTE),
        "ends": _ends,
        "service": st.sampled_from(["api", "web"]),
        "severities": st.one_of(st.none(), st.none(), _severities()),
        "title": st.sampled_from([None, None, None, None, "api: k", "Disk"]),
    }
)
_overrides = st.fixed_dictionaries(
    {
        "kind": st.just("override"),
        "at": _moments,
        "lead": _leads,
        "for": _spans,
        "ends": _ends,
        "schedule": schedules,
        "user": people,
        "mode": st.sampled_from(["replace", "replace", "replace", "remove", "additional"]),
        "replaces": st.one_of(st.none(), people),
    }
)
_swaps = st.fixed_dictionaries(
    {
        "kind": st.just("swap"),
        "at": _moments,
        "lead": _leads,
        "for": _spans,
        "ends": _ends,
        "schedule": schedules,
        "pair": st.permutations(PEOPLE).map(lambda order: order[:2]),
    }
)
_TAKES_BACK = {"silence": "end_silence", "override": "take_back", "swap": "withdraw"}


@st.composite
def live_changes(draw: st.DrawFn, most: int = 5) -> list[dict[str, Any]]:
    """Return what people change, and what they take back later, in no order."""
    found = []
    drawn = draw(st.lists(st.one_of(_silences, _silences, _overrides, _swaps), max_size=most))
    for number, change in enumerate(drawn):
        named = _named(change, f"{change['kind']}-{number}")
        found.append(named)
        if change["ends"] is not None:
            kind = _TAKES_BACK[change["kind"]]
            at = change["at"] + change["ends"]
            found.append({"kind": kind, "name": named["name"], "at": at})
    return found


def _named(change: dict[str, Any], name: str) -> dict[str, Any]:
    kept = {key: change[key] for key in change.keys() - {"lead", "for", "ends", "pair"}}
    named = {**kept, "name": name}
    if change["kind"] == "silence":
        return {**named, "until": change["at"] + change["for"]}
    start = change["at"] + change["lead"]
    # What is over as a whole is refused: that is tried elsewhere.
    named |= {"start": start, "end": max(start, change["at"]) + change["for"]}
    if change["kind"] == "swap":
        giver, taker = change["pair"]
        return {**named, "giver": giver, "taker": taker}
    if change["mode"] != "replace" or change["replaces"] == change["user"]:
        named["replaces"] = None
    return named


@st.composite
def layers(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Return the layers of a schedule: short turns, so that hands change while things happen."""
    turns = st.one_of(people, people, st.none(), st.lists(people, min_size=2, max_size=2).map(_two))
    rotations = st.sampled_from(
        [{"type": "hourly", "length": 1}]
        + [{"type": "custom", "length": 1, "length_seconds": 600 * n} for n in (1, 2, 5)]
    )
    return [
        {
            "name": f"layer-{number}",
            "users": draw(st.lists(turns, min_size=1, max_size=3).filter(any)),
            "rotation": draw(rotations),
            "start": draw(st.sampled_from(["2026-01-05T00:00:00", "2026-01-05T03:30:00"])),
            "end": None,
            "anchor": None,
            "advance": "clock",
            "restrictions": draw(st.lists(_restrictions, max_size=1)),
        }
        for number in range(draw(st.sampled_from([0, 0, 1, 2])))
    ]


def _two(pair: list[str]) -> Any:
    return pair if pair[0] != pair[1] else pair[0]


_restrictions = st.fixed_dictionaries(
    {
        "type": st.just("daily"),
        "from": st.sampled_from(["00:00", "03:20", "04:00"]),
        "to": st.sampled_from(["03:50", "05:00", "00:00"]),
    }
)
