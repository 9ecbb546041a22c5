"""What a schedule refuses, and how it finds what is in force."""

from datetime import timedelta

import pytest
from tests.oracle.oncall_schedules import read
from tests.unit.oncall.builders import (
    A,
    B,
    C,
    D,
    a_layer,
    a_schedule,
    an_override,
    local,
    span,
    utc,
)

from hikeshi.kernel.conversion import json_converter, structure
from hikeshi.kernel.errors import InvalidError
from hikeshi.oncall import Advance, Override, Revision, Schedule, gaps, on_call


def pointers(build):
    """Where the faults of a construction lie."""
    with pytest.raises(InvalidError) as caught:
        build()
    return [fault.pointer for fault in caught.value.faults]


@pytest.mark.parametrize("key", ["", "Primary", "1st", "me", "preview", "a" * 64, "a b"])
def test_a_key_is_a_slug(key):
    """Keys stand in addresses; some words are taken."""
    assert pointers(lambda: Schedule(id=1, key=key, name="x", time_zone="UTC")) == ["/key"]


def test_a_key_is_no_id():
    """Something of the shape of an id would be looked up as one."""
    key = "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"

    assert pointers(lambda: Schedule(id=1, key=key, name="x", time_zone="UTC")) == ["/key"]


def test_an_unknown_zone_is_refused():
    """Only zones of the locked database exist."""
    assert pointers(lambda: a_schedule(zone="Mars/Olympus")) == ["/time_zone"]


def test_revisions_ascend():
    """Each comes into force after the one before it."""
    one, two = Revision(utc("2026-01-02"), ()), Revision(utc("2026-01-01"), ())

    assert pointers(lambda: a_schedule(revisions=(one, two))) == ["/revisions/1/effective_at"]


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"name": " "}, "/name"),
        ({"end": "2026-01-05T09:00"}, "/end"),
        ({"anchor": "2026-01-05T09:00Z"}, "/anchor"),
    ],
)
def test_a_wrong_layer_is_refused_at_its_place(fields, pointer):
    """A layer has a name, ends after its start, and speaks in local times."""
    assert [pointer] == pointers(lambda: a_layer(A, **fields))


def test_nobody_has_a_turn_twice():
    """A turn names a person once."""
    assert pointers(lambda: a_layer((A, A))) == ["/users/0"]


@pytest.mark.parametrize("turns", [(None,), (None, None)])
@pytest.mark.parametrize("advance", list(Advance))
def test_a_layer_of_empty_turns_has_nobody(turns, advance):
    """Where every turn is empty the layer beneath shows through, and alone it is a gap."""
    week = span("2026-01-05T09:00", "2026-01-12T09:00")
    empty = a_layer(*turns, name="empty", advance=advance)

    assert gaps(a_schedule(empty), week) == (week,)
    assert on_call(a_schedule(empty), week.start) == ()
    assert on_call(a_schedule(a_layer(B, name="below"), empty), week.start) == (B,)


@pytest.mark.parametrize(
    ("arguments", "pointer"),
    [
        (("2026-01-05", "2026-01-05", A), "/end"),
        (("2026-01-05", "2026-01-06", A, "remove", B), "/replaces"),
        (("2026-01-05", "2026-01-06", A, "replace", A), "/replaces"),
    ],
)
def test_a_wrong_override_is_refused_at_its_place(arguments, pointer):
    """It ends after it starts, and only a replacement replaces, somebody else."""
    assert [pointer] == pointers(lambda: an_override(*arguments))


def test_instants_need_an_offset():
    """A local time is no bound of an override or a revision."""
    naive = local("2026-01-05")

    assert pointers(lambda: Revision(naive, ())) == ["/effective_at"]
    assert pointers(lambda: Override(naive, local("2026-01-06"), A)) == ["/start"]
    assert pointers(lambda: Override(utc("2026-01-05"), naive, A)) == ["/end"]


def test_whose_name_still_stands_in_a_schedule():
    """Layers in force, revisions to come and overrides not over name people; a removal does not."""
    schedule = a_schedule(
        a_layer(A),
        revisions=(Revision(utc("2026-02-01"), (a_layer(B),)),),
        overrides=(
            an_override("2026-01-10", "2026-01-11", C),
            an_override("2026-01-10", "2026-01-20", D, "remove"),
        ),
    )

    def named(at):
        return [user for user in (A, B, C, D) if schedule.names(user, utc(at))]

    assert named("2026-01-10") == [A, B, C]
    assert named("2026-01-11") == [A, B]
    assert named("2026-02-01") == [B]


def test_overrides_in_force_come_in_list_order():
    """However they end."""
    long = an_override("2026-01-01", "2026-03-01", A)
    short = an_override("2026-01-01", "2026-02-01", B)
    schedule = a_schedule(overrides=(long, short))

    assert (long, short) == schedule.overrides_at(utc("2026-01-15"))
    assert (long,) == schedule.overrides_at(short.end)
    assert (long, short) == schedule.overrides_at(short.end - timedelta(microseconds=1))
    assert schedule.overrides_at(utc("2025-12-31")) == ()


def test_a_schedule_survives_storage():
    """Written as JSON and read again it is equal, seconds of local times included."""
    schedule = read(
        {
            "key": "primary",
            "team": None,
            "time_zone": "Asia/Tokyo",
            "layers": [
                {
                    "name": "week",
                    "users": ["ana", ["ben", "cy"], None],
                    "rotation": {"type": "custom", "length_seconds": 5400},
                    "start": "2026-01-05T09:00:30",
                    "restrictions": [
                        {"type": "daily", "from": "09:00", "to": "17:00:01"},
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
                    "replaces": "ana",
                }
            ],
        }
    )
    converter = json_converter()

    assert schedule == structure(converter, converter.unstructure(schedule), Schedule)
