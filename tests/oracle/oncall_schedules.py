"""Generated schedules, as they stand in a file, mostly around the jumps of their zone."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import strategies as st
from tests.oracle.oncall_oracle import wall, zone_of

from hikeshi.kernel.conversion import json_converter, structure
from hikeshi.kernel.ids import ScheduleId, UserId
from hikeshi.kernel.time_zones import time_zone_names
from hikeshi.oncall import ScheduleDocument, to_schedule

PEOPLE = ("ana", "ben", "cy", "dee")
IDS = {name: UserId(UUID(int=number)) for number, name in enumerate(PEOPLE, start=1)}
NAMES = {user: name for name, user in IDS.items()}
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
QUARTER = timedelta(minutes=15)
#: Made once: the first document of a kind costs it a hundred times what the next ones do.
CONVERTER = json_converter()

zone_names = st.sampled_from(sorted(time_zone_names()))
people = st.sampled_from(PEOPLE)
times = st.integers(0, 95).map(
    lambda n: (datetime(2000, 1, 1, tzinfo=UTC) + n * QUARTER).strftime("%H:%M")
)
turns = people | st.none() | st.lists(people, min_size=2, max_size=2, unique=True)
users = st.lists(turns, min_size=1, max_size=4).filter(any)


def jumps(zone_name, year):
    """The days of a year within which the zone's offset changes, as instants before it."""
    zone, first = zone_of(zone_name), datetime(year, 1, 1, tzinfo=UTC)
    days = [first + timedelta(days=n) for n in range(367)]
    offsets = [day.astimezone(zone).utcoffset() for day in days]
    return [days[n] for n in range(366) if offsets[n] != offsets[n + 1]]


@st.composite
def instants(draw, zone_name):
    """An instant, where possible within a day of a jump."""
    year = draw(st.integers(1972, 2099))
    day = datetime(year, 1, 1, tzinfo=UTC) + timedelta(days=draw(st.integers(0, 364)))
    near = jumps(zone_name, year)
    if near and draw(st.integers(0, 3)):
        day = draw(st.sampled_from(near))
    return day + draw(st.integers(0, 95)) * QUARTER


@st.composite
def rotations(draw, *, turns_of_an_hour=True):
    """A rotation; the lengths let an oracle step through some weeks."""
    kinds = ["daily", "weekly", "monthly", "custom"] + ["hourly"] * turns_of_an_hour
    kind = draw(st.sampled_from(kinds))
    if kind == "custom":
        seconds = draw(st.sampled_from([5400, 9000, 20_000, 86_400, 100_000, 200_000]))
        return {"type": kind, "length": 1, "length_seconds": seconds}
    return {"type": kind, "length": draw(st.integers(1, 14 if kind == "hourly" else 3))}


windows = st.fixed_dictionaries(
    {
        "from_day": st.sampled_from(DAYS),
        "from": times,
        "to_day": st.sampled_from(DAYS),
        "to": times,
    }
)
restrictions = st.one_of(
    st.fixed_dictionaries({"type": st.just("daily"), "from": times, "to": times}),
    st.fixed_dictionaries(
        {"type": st.just("weekly"), "windows": st.lists(windows, min_size=1, max_size=2)}
    ),
)


@st.composite
def layers(draw, name, local):
    """A layer whose start, end and anchor lie around a local time."""
    shift = st.integers(-10 * 96, 10 * 96).map(lambda n: n * QUARTER)
    start = local + draw(shift)
    end = draw(st.none() | st.integers(1, 20 * 96).map(lambda n: start + n * QUARTER))
    return {
        "name": name,
        "users": draw(users),
        "rotation": draw(rotations()),
        "start": start,
        "end": end,
        "anchor": draw(st.none() | shift.map(lambda by: local + by)),
        "advance": draw(st.sampled_from(["clock", "served"])),
        "restrictions": draw(st.lists(restrictions, max_size=2)),
    }


@st.composite
def overrides(draw, since):
    """An override around an instant."""
    start = since + draw(st.integers(-96, 4 * 96)) * QUARTER
    mode = draw(st.sampled_from(["replace", "replace", "remove", "additional"]))
    user = draw(people)
    others = [other for other in PEOPLE if other != user]
    return {
        "start": start,
        "end": start + draw(st.integers(1, 2 * 96)) * QUARTER,
        "user": user,
        "mode": mode,
        "replaces": draw(st.none() | st.sampled_from(others)) if mode == "replace" else None,
    }


@st.composite
def schedules(draw, *, max_overrides=4, max_revisions=1):
    """(schedule as in a file, since, until): some days, mostly with a jump in them."""
    zone_name = draw(zone_names)
    since = draw(instants(zone_name)) - timedelta(days=draw(st.integers(0, 2)))
    until = since + draw(st.integers(1, 6 * 96)) * QUARTER
    local = wall(zone_of(zone_name), since).replace(second=0)
    count = draw(st.integers(1, 3))
    revised = draw(st.lists(st.integers(1, 4 * 96), max_size=max_revisions, unique=True))
    return (
        {
            "key": "primary",
            "team": "sre",
            "time_zone": zone_name,
            "layers": [draw(layers(f"l{number}", local)) for number in range(count)],
            "overrides": draw(st.lists(overrides(since), max_size=max_overrides)),
            "revisions": [
                {"effective_at": since + n * QUARTER, "layers": [draw(layers("l0", local))]}
                for n in sorted(revised)
            ],
        },
        since,
        until,
    )


def read(schedule):
    """Read a generated schedule as the product does."""
    document = structure(CONVERTER, schedule, ScheduleDocument)
    return to_schedule(document, id=ScheduleId(UUID(int=99)), user_ids=IDS)
