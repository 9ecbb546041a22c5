"""The rules of on-call in each zone of the database, around one of its jumps.

Generated schedules elsewhere draw their zones; here none is left out. Each zone has one case of its
own, always the same: layers that change hands, open and close about where the local clock jumps.
"""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from random import Random

import pytest
from attrs import evolve
from tests.oracle.oncall_oracle import Oracle, wall, zone_of
from tests.oracle.oncall_schedules import IDS, NAMES, QUARTER, jumps, read

from hikeshi.kernel.intervals import Interval
from hikeshi.kernel.time_zones import time_zone_names
from hikeshi.oncall import breakpoints, gaps, on_call, shifts

NAMES_OF = defaultdict(list)
for each in sorted(time_zone_names()):
    NAMES_OF[(files("tzdata") / "zoneinfo" / each).read_bytes()].append(each)
#: One name of each clock: the others are links to the same file.
ZONES = [names[0] for names in NAMES_OF.values()]
MICROSECOND = timedelta(microseconds=1)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
#: So many groups, one test each: they can run beside each other, and a failure names its zone.
GROUPS = 4


def jump(name, draw):
    """An instant at which the zone's clock jumps, or any where it has not jumped for long."""
    for year in draw.sample(range(1972, 2100), 8):
        if found := jumps(name, year):
            day, zone = draw.choice(found), zone_of(name)
            before = day.astimezone(zone).utcoffset()
            return next(
                at
                for at in (day + n * QUARTER for n in range(1, 97))
                if at.astimezone(zone).utcoffset() != before
            )
    return datetime(draw.randrange(1972, 2100), 6, 1, tzinfo=UTC) + draw.randrange(96) * QUARTER


def a_case(name):
    """(schedule as in a file, since, until, its daily layer): two days about a jump."""
    draw = Random(name)
    at = jump(name, draw)
    local = wall(zone_of(name), at - QUARTER).replace(second=0, microsecond=0)
    since = at - draw.randrange(60, 100) * QUARTER
    hand_off = local + draw.randrange(-6, 7) * QUARTER
    opens = local + draw.randrange(-8, 3) * QUARTER
    closes = opens + draw.randrange(1, 12) * QUARTER

    def layer(key, *users, start, kind="daily", **fields):
        rotation = {"type": kind, "length": 1, **fields.pop("rotation", {})}
        return {
            "name": key, "users": list(users), "rotation": rotation, "start": start, "end": None,
            "anchor": None, "advance": "clock", "restrictions": [], **fields,
        }  # fmt: skip

    window = {"type": "daily", "from": f"{opens:%H:%M}", "to": f"{closes:%H:%M}"}
    daily = layer("daily", "ana", "ben", None, "cy", start=hand_off - 5 * DAY)
    short = {"length_seconds": draw.choice([2700, 5400, 20_000])}
    top = layer(
        "top", "dee", ["ana", "cy"], start=hand_off - 3 * HOUR, kind="custom", rotation=short,
        restrictions=[window], advance=draw.choice(["clock", "served"]),
    )  # fmt: skip
    hourly = layer("daily", "cy", None, "dee", start=hand_off - 3 * HOUR, kind="hourly")
    override = {
        "start": at + draw.randrange(-8, 8) * QUARTER,
        "user": "ben", "replaces": None, "mode": draw.choice(["replace", "additional", "remove"]),
    }  # fmt: skip
    revised = at + draw.randrange(1, 20) * QUARTER
    schedule = {
        "key": "primary", "team": None, "time_zone": name, "layers": [daily, top],
        "overrides": [{**override, "end": override["start"] + 3 * QUARTER}],
        "revisions": [{"effective_at": revised, "layers": [hourly, top]}],
    }  # fmt: skip
    return schedule, since, at + 26 * HOUR, daily


def check_the_answers(name, document, since, until):
    """Closed form, shift list and stepping agree everywhere, and leave no instant out."""
    schedule, interval = read(document), Interval(since, until)
    found, holes = shifts(schedule, interval), gaps(schedule, interval)
    oracle = Oracle(document, since, until)
    told = sorted((s.interval.start, NAMES[s.user], s.source, s.interval.end) for s in found)
    assert told == oracle.shifts(), name
    assert [(hole.start, hole.end) for hole in holes] == oracle.gaps(), name
    for point in (since, *breakpoints(schedule, interval), until):
        for at in (point - MICROSECOND, point, point + MICROSECOND):
            if since <= at < until:
                listed = {shift.user for shift in found if at in shift.interval}
                assert listed == set(on_call(schedule, at)), (name, at)
                assert bool(listed) != any(at in hole for hole in holes), (name, at)


def check_the_hand_offs(name, daily, since, until):
    """A daily hand-off is at its local time, or where the clock jumps over it, at the jump."""
    zone, anchor = zone_of(name), daily["start"]
    document = {"key": "one", "team": None, "time_zone": name, "layers": [daily]}
    edges = {
        edge
        for shift in shifts(read(document), Interval(since, until))
        for edge in (shift.interval.start, shift.interval.end)
    } - {since, until}
    assert edges, name
    for edge in edges:
        shown, before = wall(zone, edge), wall(zone, edge - MICROSECOND)
        planned = anchor + (shown - anchor) // DAY * DAY
        assert shown == planned or before < planned < shown, (name, edge)


def check_the_past(name, document, since, until):
    """Whatever is edited at the jump or after it: who was on call before stays."""
    before = read(document)
    for now in (since + (until - since) / 2, document["overrides"][0]["start"]):
        past, users = Interval(since, now), ((IDS["dee"],), (IDS["ben"],))
        layers = tuple(evolve(layer, users=users) for layer in before.layers_at(now))
        after = before.edit(layers, now)
        assert after != before, name
        assert shifts(before, past) == shifts(after, past), (name, now)


@pytest.mark.parametrize("group", range(GROUPS))
def test_the_rules_hold_in_every_zone(group):
    """No zone is left out: answers agree, hand-offs keep their local time, the past is stable."""
    for name in ZONES[group::GROUPS]:
        document, since, until, daily = a_case(name)
        check_the_answers(name, document, since, until)
        check_the_hand_offs(name, daily, since, until)
        check_the_past(name, document, since, until)


def test_no_zone_is_left_out():
    """Each name stands for a clock that is asked about, mostly where it jumps."""
    jumping = 0
    for name in ZONES:
        _, since, until, _ = a_case(name)
        jumping += len({at.astimezone(zone_of(name)).utcoffset() for at in (since, until)}) > 1

    assert sum(map(len, NAMES_OF.values())) == len(time_zone_names())
    assert jumping > len(ZONES) / 2
