"""A time at which a person cannot be on call."""

from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.oncall.builders import A, span, utc

from hikeshi.kernel.errors import InvalidError
from hikeshi.oncall import Unavailability, UnavailabilityDraft
from hikeshi.oncall.model.unavailability import LONGEST_UNAVAILABILITY

BERLIN, TOKYO = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Tokyo")


def days(first, last=None, **fields):
    """Whole days away."""
    end = None if last is None else date.fromisoformat(last)
    return Unavailability(
        id=UUID(int=1), user_id=A, first_day=date.fromisoformat(first), last_day=end, **fields
    )


def test_whole_days_are_those_of_the_person():
    """From midnight to midnight on their own clock, the last day included."""
    away = days("2026-01-12", "2026-01-13")

    assert away.interval(TOKYO) == span("2026-01-11T15:00", "2026-01-13T15:00")
    assert away.interval(BERLIN) == span("2026-01-11T23:00", "2026-01-13T23:00")


def test_a_day_on_which_the_clock_changes_is_as_long_as_it_is():
    """The day the clocks go forward in Berlin has 23 hours."""
    assert days("2026-03-29").interval(BERLIN).duration == timedelta(hours=23)


def test_instants_are_the_same_everywhere():
    """What begins at an instant does so in any zone."""
    away = Unavailability(
        id=UUID(int=1), user_id=A, start=utc("2026-01-12T10:00"), end=utc("2026-01-12T12:00")
    )

    assert away.interval(TOKYO) == away.interval(BERLIN) == away.bounds


@given(
    st.dates(date(1970, 1, 1), date(2999, 12, 1)),
    st.sampled_from(("Pacific/Kiritimati", "Etc/GMT+12", "Europe/Berlin")),
)
def test_the_bounds_hold_in_every_zone(first, zone):
    """Wherever the person is, the days lie within the bounds that are looked up."""
    away = Unavailability(id=UUID(int=1), user_id=A, first_day=first)

    assert away.bounds.intersect(away.interval(ZoneInfo(zone))) == away.interval(ZoneInfo(zone))


def test_what_comes_from_a_calendar_says_so():
    """It is changed there."""
    assert days("2026-01-12", source="ics:holidays").is_from_calendar
    assert not days("2026-01-12").is_from_calendar


def test_the_longest_absence_is_allowed():
    """Three leap years, to the day; one day more is not."""
    first = date(2026, 1, 12)
    longest = first + LONGEST_UNAVAILABILITY

    assert UnavailabilityDraft(first_day=first, last_day=longest).last_day == longest
    with pytest.raises(InvalidError):
        UnavailabilityDraft(first_day=first, last_day=longest + timedelta(days=1))


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({}, "/start"),
        ({"start": utc("2026-01-12")}, "/end"),
        ({"start": utc("2026-01-12"), "end": utc("2026-01-12")}, "/end"),
        ({"start": utc("2026-01-12"), "end": utc("2036-01-12")}, "/end"),
        ({"last_day": date(2026, 1, 12)}, "/last_day"),
        ({"first_day": date(2026, 1, 12), "start": utc("2026-01-12")}, "/start"),
        ({"first_day": date(2026, 1, 12), "last_day": date(2026, 1, 11)}, "/last_day"),
        ({"first_day": date(2026, 1, 12), "last_day": date(2036, 1, 11)}, "/last_day"),
        ({"first_day": date(9999, 1, 12)}, "/first_day"),
        ({"first_day": date(2026, 1, 12), "reason": "x" * 501}, "/reason"),
    ],
)
def test_what_makes_no_sense_has_its_place(fields, pointer):
    """Two instants or whole days, in order, and not for ever."""
    with pytest.raises(InvalidError) as refused:
        UnavailabilityDraft(**fields)

    assert refused.value.faults[0].pointer == pointer
