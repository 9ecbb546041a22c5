"""Schedules in files: what is read, what is written, and every fault at its place."""

import copy
from uuid import UUID

import pytest
from hypothesis import given
from tests.oracle.oncall_schedules import CONVERTER, IDS, NAMES, read, schedules
from tests.unit.oncall.builders import local, utc

from hikeshi.kernel.conversion import structure
from hikeshi.kernel.errors import InvalidError
from hikeshi.kernel.ids import ScheduleId
from hikeshi.oncall import (
    Advance,
    OverrideMode,
    RotationType,
    ScheduleDocument,
    from_schedule,
    to_layers,
    to_schedule,
)

EXAMPLE = {
    "key": "primary",
    "team": "sre",
    "time_zone": "Asia/Tokyo",
    "layers": [
        {
            "name": "week",
            "users": ["ana", "ben"],
            "rotation": {"type": "weekly", "length": 1},
            "start": "2026-01-05T09:00:00",
            "end": None,
            "anchor": None,
            "advance": "clock",
            "restrictions": [
                {"type": "daily", "from": "09:00", "to": "17:00"},
                {
                    "type": "weekly",
                    "windows": [
                        {"from_day": "mon", "from": "09:00", "to_day": "fri", "to": "17:00"}
                    ],
                },
            ],
        }
    ],
    "overrides": [
        {
            "start": "2026-02-01T00:00:00+09:00",
            "end": "2026-02-02T00:00:00+09:00",
            "user": "ben",
            "mode": "replace",
            "replaces": None,
        }
    ],
    "revisions": [],
}


def changed(path, value):
    """The example with one place changed; nothing as value takes it away."""
    document = copy.deepcopy(EXAMPLE)
    *parents, last = path
    place = document
    for part in parents:
        place = place[part]
    if value is None:
        del place[last]
    else:
        place[last] = value
    return document


def faults(document):
    """(pointer, detail) of what is wrong with a document."""
    with pytest.raises(InvalidError) as caught:
        read(document)
    return [(fault.pointer, fault.detail) for fault in caught.value.faults]


def test_the_example_of_the_contract_is_read():
    """Every field of a schedule in a file has its meaning."""
    schedule = read(EXAMPLE)
    layer, override = schedule.layers[0], schedule.overrides[0]

    assert (
        schedule.key,
        schedule.name,
        schedule.time_zone,
    ) == ("primary", "primary", "Asia/Tokyo")
    assert ((IDS["ana"],), (IDS["ben"],)) == layer.users
    assert (layer.rotation.type, layer.rotation.length) == (RotationType.WEEKLY, 1)
    assert (local("2026-01-05T09:00"), None, None) == (layer.start, layer.end, layer.anchor)
    assert Advance.CLOCK is layer.advance
    assert (utc("2026-01-31T15:00"), IDS["ben"]) == (override.start, override.user)
    assert OverrideMode.REPLACE is override.mode


def test_revisions_are_read_with_their_layers():
    """Each puts its own layers in force at its instant."""
    document = changed(["layers", 0, "users"], ["ben"])
    document["revisions"] = [{"effective_at": "2026-03-01T00:00:00Z", "layers": EXAMPLE["layers"]}]

    (revision,) = read(document).revisions

    assert (utc("2026-03-01"), read(EXAMPLE).layers) == (revision.effective_at, revision.layers)


def test_writing_gives_back_what_was_read():
    """What is exported is the file."""
    document = from_schedule(read(EXAMPLE), NAMES, "sre")

    expected = copy.deepcopy(EXAMPLE)
    expected["overrides"][0] |= {"start": "2026-01-31T15:00:00Z", "end": "2026-02-01T15:00:00Z"}
    assert expected == CONVERTER.unstructure(document)


@given(schedules())
def test_reading_what_was_written_changes_nothing(case):
    """Export and apply is a circle, for any schedule."""
    schedule = read(case[0])

    written = CONVERTER.unstructure(from_schedule(schedule, NAMES))

    assert schedule == read(written)


def test_a_turn_is_a_person_several_or_nobody():
    """A nested list is one turn of several people, null an empty one, an id is a person."""
    turns = ["ana", ["ben", "cy"], None, [], str(IDS["dee"])]

    layer = read(changed(["layers", 0, "users"], turns)).layers[0]

    a, b, c, d = (IDS[name] for name in ("ana", "ben", "cy", "dee"))
    assert ((a,), (b, c), (), (), (d,)) == layer.users


@pytest.mark.parametrize(
    ("path", "value", "pointer", "detail"),
    [
        (["layers", 0, "users", 1], "zoe", "/layers/0/users/1", "“zoe” is nobody"),
        (["layers", 0, "users", 1], ["ana", "zoe"], "/layers/0/users/1/1", "“zoe” is nobody"),
        (["layers", 0, "users", 1], 7, "/layers/0/users/1", "key or id"),
        (["layers", 0, "users"], "ana", "/layers/0/users", "must be a list"),
        (["layers", 0, "users"], [], "/layers/0/users", "at least one turn"),
        (["layers", 0, "start"], "2026-01-05T09:00:00Z", "/layers/0/start", "offset out"),
        (["layers", 0, "start"], "soon", "/layers/0/start", "2026-01-05T09:00:00"),
        (["layers", 0, "start"], None, "/layers/0/start", "is required"),
        (["layers", 0, "end"], "2026-01-01T00:00:00", "/layers/0/end", "after the start"),
        (["layers", 0, "colour"], "red", "/layers/0/colour", "not a known field"),
        (["layers", 0, "rotation", "length"], 0, "/layers/0/rotation/length", "1 to 10000"),
        (["layers", 0, "rotation", "type"], "yearly", "/layers/0/rotation/type", "monthly"),
        (["layers", 0, "advance"], "never", "/layers/0/advance", "served"),
        (["layers", 0, "restrictions", 0, "from"], "9", "/layers/0/restrictions/0/from", "09:00"),
        (["layers", 0, "restrictions", 0, "to"], 1020, "/layers/0/restrictions/0/to", "09:00"),
        (["layers", 0, "restrictions", 0, "to"], None, "/layers/0/restrictions/0/to", "09:00"),
        (
            ["layers", 0, "restrictions", 0, "windows"],
            EXAMPLE["layers"][0]["restrictions"][1]["windows"],
            "/layers/0/restrictions/0/windows",
            "use from and to",
        ),
        (
            ["layers", 0, "restrictions", 1, "from"],
            "09:00",
            "/layers/0/restrictions/1/from",
            "use windows",
        ),
        (
            ["layers", 0, "restrictions", 1, "windows", 0, "from"],
            "x",
            "/layers/0/restrictions/1/windows/0/from",
            "09:00",
        ),
        (
            ["layers", 0, "restrictions", 1, "windows"],
            [],
            "/layers/0/restrictions/1/windows",
            "at least one",
        ),
        (["overrides", 0, "user"], "zoe", "/overrides/0/user", "“zoe” is nobody"),
        (["overrides", 0, "replaces"], "zoe", "/overrides/0/replaces", "“zoe” is nobody"),
        (["overrides", 0, "end"], "2026-01-01T00:00:00Z", "/overrides/0/end", "after the start"),
        (["overrides", 0, "start"], "2026-02-01T00:00:00", "/overrides/0/start", "offset"),
        (["overrides", 0, "mode"], "swap", "/overrides/0/mode", "additional"),
        (["time_zone"], "Mars/Olympus", "/time_zone", "no zone"),
        (["key"], "Primary", "/key", "a-z"),
    ],
)
def test_a_fault_is_reported_at_its_place(path, value, pointer, detail):
    """Pointer and reason say what to change."""
    found = faults(changed(path, value))

    assert [pointer] == [where for where, _ in found]
    assert detail in found[0][1]


def test_every_unknown_person_is_reported_at_once():
    """One reading names all faults, layers, overrides and revisions alike."""
    document = changed(["layers", 0, "users"], ["zoe", ["yan", "ana"]])
    document["overrides"][0]["user"] = "xi"
    document["revisions"] = [{"effective_at": "2026-03-01T00:00:00Z", "layers": EXAMPLE["layers"]}]
    document["revisions"][0] = copy.deepcopy(document["revisions"][0])
    document["revisions"][0]["layers"][0]["users"] = ["will"]
    document["time_zone"] = "Mars/Olympus"

    assert {
        "/layers/0/users/0",
        "/layers/0/users/1/0",
        "/overrides/0/user",
        "/revisions/0/layers/0/users/0",
        "/time_zone",
    } == {where for where, _ in faults(document)}


def test_faults_carry_the_place_of_the_document():
    """In a larger file the schedule's own place stands before each pointer."""
    document = structure(CONVERTER, changed(["layers", 0, "users"], ["zoe"]), ScheduleDocument)

    with pytest.raises(InvalidError) as caught:
        to_schedule(document, id=ScheduleId(UUID(int=1)), user_ids=IDS, pointer="/schedules/3")

    assert [f.pointer for f in caught.value.faults] == ["/schedules/3/layers/0/users/0"]


def test_the_layers_of_an_edit_are_read_alone():
    """An edit brings layers without a schedule around them."""
    document = structure(CONVERTER, EXAMPLE, ScheduleDocument)

    assert read(EXAMPLE).layers == to_layers(document.layers, user_ids=IDS)
    with pytest.raises(InvalidError) as caught:
        to_layers(document.layers, user_ids={"ana": IDS["ana"]})
    assert [fault.pointer for fault in caught.value.faults] == ["/layers/0/users/1"]
