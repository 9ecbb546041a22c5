"""Local times that repeat or do not exist ("On-call 4" and "9")."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.oracle.oncall_oracle import instant, zone_of
from tests.oracle.oncall_schedules import instants, zone_names
from tests.unit.oncall.builders import local, utc

from hikeshi.kernel.local_time import FIRST_LOCAL, LAST_LOCAL, first_instant, reached
from hikeshi.kernel.time_zones import time_zone


@pytest.mark.parametrize(
    ("zone", "wall", "expected"),
    [
        pytest.param("Asia/Tokyo", "2026-01-05T09:00", "2026-01-05T00:00", id="plain"),
        pytest.param("Europe/Berlin", "2026-10-25T02:30", "2026-10-25T00:30", id="repeated"),
        pytest.param("Europe/Berlin", "2026-10-25T03:00", "2026-10-25T02:00", id="after repeated"),
        pytest.param("Europe/Berlin", "2026-03-29T02:00", "2026-03-29T01:00", id="start of gap"),
        pytest.param("Europe/Berlin", "2026-03-29T02:30", "2026-03-29T01:00", id="in the gap"),
        pytest.param("Europe/Berlin", "2026-03-29T03:00", "2026-03-29T01:00", id="end of the gap"),
        pytest.param("Europe/Berlin", "2026-03-30T02:30", "2026-03-30T00:30", id="next day"),
        pytest.param("Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-03T15:30", id="half hour"),
        pytest.param("America/Santiago", "2026-09-06T00:00", "2026-09-06T04:00", id="no midnight"),
        pytest.param("Pacific/Apia", "2011-12-30T09:00", "2011-12-30T10:00", id="missing day"),
        pytest.param("America/Sao_Paulo", "2030-11-03T00:00", "2030-11-03T03:00", id="abolished"),
        pytest.param("Europe/Berlin", "2060-07-01T09:00", "2060-07-01T07:00", id="after 2037"),
        pytest.param("Europe/Berlin", "2061-03-27T02:30", "2061-03-27T01:00", id="gap after 2037"),
    ],
)
def test_a_local_time_is_the_instant_at_which_the_clock_first_comes_to_it(zone, wall, expected):
    """A repeated time means its first occurrence; one that does not exist the end of the gap."""
    found = first_instant(local(wall), time_zone(zone))

    assert utc(expected) == found


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-10-25T00:30", "2026-10-25T02:30"),
        ("2026-10-25T00:59:59", "2026-10-25T02:59:59"),
        ("2026-10-25T01:00", "2026-10-25T02:59:59.999999"),
        ("2026-10-25T01:59", "2026-10-25T02:59:59.999999"),
        ("2026-10-25T02:00", "2026-10-25T03:00"),
    ],
)
def test_the_clock_stands_still_while_an_hour_repeats(at, expected):
    """What the clock has come to never goes back."""
    assert local(expected) == reached(utc(at), time_zone("Europe/Berlin"))


@given(st.data(), zone_names)
def test_the_first_instant_is_the_one_found_by_stepping(data, name):
    """In every zone the instant of a local time is the one a walk through the hours finds."""
    at = data.draw(instants(name)) + data.draw(st.integers(-3600, 3600)) * timedelta(seconds=1)
    wall = at.replace(tzinfo=None) + data.draw(st.integers(-56, 56)) * timedelta(minutes=15)

    assert instant(zone_of(name), wall) == first_instant(wall, time_zone(name))


@given(st.data(), zone_names)
def test_both_directions_agree(data, name):
    """A local time is reached by an instant exactly when its first instant is not later."""
    zone = time_zone(name)
    at = data.draw(instants(name)) + data.draw(st.integers(-5, 5)) * timedelta(microseconds=1)
    minutes = data.draw(st.integers(-2000, 2000))
    wall = at.astimezone(zone).replace(tzinfo=None) + minutes * timedelta(minutes=1)

    assert (first_instant(wall, zone) <= at) == (wall <= reached(at, zone))


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/New_York"])
def test_the_ends_of_the_calendar_are_no_error(zone):
    """Times beyond the years 1 to 9999 stand for the first and last instant."""
    for wall in (FIRST_LOCAL, LAST_LOCAL):
        at = first_instant(wall, time_zone(zone))
        assert abs(reached(at, time_zone(zone)) - wall) < timedelta(days=1)
