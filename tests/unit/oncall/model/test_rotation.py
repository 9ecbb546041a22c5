"""Hand-offs on the local clock ("On-call 3" and "8")."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.oracle.oncall_oracle import wall, zone_of
from tests.oracle.oncall_schedules import QUARTER, instants, zone_names
from tests.unit.oncall.builders import (
    A,
    B,
    C,
    a_layer,
    a_rotation,
    a_schedule,
    local,
    span,
    utc,
    written,
)

from hikeshi.kernel.errors import InvalidError
from hikeshi.kernel.intervals import Interval
from hikeshi.oncall import on_call, shifts

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("kind", "length", "number", "expected"),
    [
        ("hourly", 12, 3, "2026-01-06T21:00"),
        ("daily", 2, 5, "2026-01-15T09:00"),
        ("weekly", 1, -1, "2025-12-29T09:00"),
        ("monthly", 1, 12, "2027-01-05T09:00"),
        ("monthly", 2, -1, "2025-11-05T09:00"),
    ],
)
def test_a_hand_off_is_anchor_plus_number_times_length(kind, length, number, expected):
    """Hand-off number k is at anchor + k × length, also before the anchor."""
    anchor = local("2026-01-05T09:00")
    rotation = a_rotation(kind, length)

    assert local(expected) == rotation.hand_off(anchor, number)
    assert number == rotation.turn_at(anchor, local(expected))


def test_months_count_from_the_anchor():
    """Day 31 is clipped to each month's end and comes back where there is one."""
    rotation, anchor = a_rotation("monthly"), local("2026-01-31T10:00")

    days = [rotation.hand_off(anchor, number).day for number in range(5)]

    assert days == [31, 28, 31, 30, 31]


@pytest.mark.parametrize(("wall", "turn"), [("2026-02-28T09:59", 0), ("2026-02-28T10:00", 1)])
def test_a_clipped_month_begins_at_the_anchors_time(wall, turn):
    """The turn of a short month begins on its last day, at the anchor's time of day."""
    assert turn == a_rotation("monthly").turn_at(local("2026-01-31T10:00"), local(wall))


def test_hand_offs_keep_their_local_time_across_daylight_saving():
    """A weekly hand-off at 09:00 stays at 09:00 on the wall."""
    layer = a_layer(A, B, start="2026-03-23T09:00")
    schedule = a_schedule(layer, zone="Europe/Berlin")

    found = written(shifts(schedule, span("2026-03-23T08:00", "2026-04-13")))

    assert found == [
        ("03-23T08:00", "03-30T07:00", "a"),
        ("03-30T07:00", "04-06T07:00", "b"),
        ("04-06T07:00", "04-13T00:00", "a"),
    ]


@given(st.data(), zone_names)
def test_hand_offs_keep_their_local_time_in_every_zone(data, name):
    """Each lies at anchor + k × length on the wall; one the clock jumps over, at the jump."""
    kind = data.draw(st.sampled_from([("hourly", 12), ("daily", 1), ("custom", 1, 5400)]))
    at, zone = data.draw(instants(name)), zone_of(name)
    anchor = wall(zone, at) - data.draw(st.integers(0, 200)) * QUARTER
    rotation, interval = a_rotation(*kind), Interval(at - DAY, at + DAY)
    layer = a_layer(A, B, start=anchor.isoformat(), rotation=rotation)
    found = shifts(a_schedule(layer, zone=name), interval)

    edges = {edge for each in found for edge in (each.interval.start, each.interval.end)}
    assert edges - {interval.start, interval.end}
    for edge in edges - {interval.start, interval.end}:
        shown, before = wall(zone, edge), wall(zone, edge - timedelta.resolution)
        planned = anchor + (shown - anchor) // rotation.span * rotation.span
        assert shown == planned or before < planned < shown


def test_hourly_turns_follow_the_wall_clock():
    """Twelve hours are from 08:00 to 20:00 on the wall, eleven of them on the day of the gap."""
    layer = a_layer(A, B, start="2026-03-28T20:00", rotation=a_rotation("hourly", 12))
    schedule = a_schedule(layer, zone="Europe/Berlin")

    found = written(shifts(schedule, span("2026-03-28T19:00", "2026-03-29T18:00")))

    assert found == [("03-28T19:00", "03-29T06:00", "a"), ("03-29T06:00", "03-29T18:00", "b")]


def test_a_turn_inside_the_repeated_hour_lasts_until_its_end_on_the_wall():
    """Custom turns of 20 minutes: the one before the clock jumps back lasts 80 minutes."""
    layer = a_layer(A, B, C, start="2026-10-25T02:00", rotation=a_rotation("custom", seconds=1200))
    schedule = a_schedule(layer, zone="Europe/Berlin")

    found = written(shifts(schedule, span("2026-10-25T00:00", "2026-10-25T02:20")))

    assert found == [
        ("10-25T00:00", "10-25T00:20", "a"),
        ("10-25T00:20", "10-25T00:40", "b"),
        ("10-25T00:40", "10-25T02:00", "c"),
        ("10-25T02:00", "10-25T02:20", "a"),
    ]


def test_a_hand_off_in_the_gap_moves_to_its_end_that_day_only():
    """A daily hand-off at 02:30 is at 03:00 on the day of the gap, and at 02:30 the next day."""
    layer = a_layer(A, B, start="2026-03-28T02:30", rotation=a_rotation("daily"))
    schedule = a_schedule(layer, zone="Europe/Berlin")

    found = written(shifts(schedule, span("2026-03-28T01:30", "2026-03-31T00:30")))

    assert found == [
        ("03-28T01:30", "03-29T01:00", "a"),
        ("03-29T01:00", "03-30T00:30", "b"),
        ("03-30T00:30", "03-31T00:30", "a"),
    ]


def test_a_missing_day_takes_no_turn():
    """Apia had no 30 December 2011: that day's turn has no length, and the count goes on."""
    layer = a_layer(A, B, C, start="2011-12-29T00:00", rotation=a_rotation("daily"))
    schedule = a_schedule(layer, zone="Pacific/Apia")

    found = written(shifts(schedule, span("2011-12-29T10:00", "2011-12-31T10:00")))

    assert found == [("12-29T10:00", "12-30T10:00", "a"), ("12-30T10:00", "12-31T10:00", "c")]


def test_the_incoming_person_owns_the_hand_off():
    """Intervals are half-open: at the hand-off's instant the next one is on call."""
    schedule = a_schedule(a_layer(A, B))

    assert on_call(schedule, utc("2026-01-12T08:59:59.999999")) == (A,)
    assert on_call(schedule, utc("2026-01-12T09:00")) == (B,)


def test_years_after_2037_follow_the_zones_last_rule():
    """A hand-off at 09:00 in Berlin in July 2060 is at 07:00 UTC."""
    layer = a_layer(A, B, start="2060-07-05T09:00", rotation=a_rotation("daily"))
    schedule = a_schedule(layer, zone="Europe/Berlin")

    assert on_call(schedule, utc("2060-07-06T06:59")) == (A,)
    assert on_call(schedule, utc("2060-07-06T07:00")) == (B,)


@pytest.mark.parametrize(
    ("arguments", "pointer"),
    [
        (("weekly", 0), "/length"),
        (("weekly", 10_001), "/length"),
        (("custom", 2, 60), "/length"),
        (("custom", 1), "/length_seconds"),
        (("custom", 1, 0), "/length_seconds"),
        (("daily", 1, 60), "/length_seconds"),
    ],
)
def test_a_wrong_length_is_refused_at_its_place(arguments, pointer):
    """A length is at least one, and given in seconds for custom rotations only."""
    with pytest.raises(InvalidError) as caught:
        a_rotation(*arguments)

    assert [pointer] == [fault.pointer for fault in caught.value.faults]


@pytest.mark.parametrize("kind", ["weekly", "monthly"])
def test_turns_beyond_the_calendar_end_with_it(kind):
    """A turn that would begin after the year 9999 stands for the end of time."""
    rotation, anchor = a_rotation(kind, 10_000), local("2026-01-05T09:00")

    assert rotation.hand_off(anchor, 10_000).year == 9999
    assert rotation.hand_off(anchor, -10_000).year == 1
