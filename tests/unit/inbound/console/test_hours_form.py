"""Windows of the week as people type them, and back."""

from datetime import time

import pytest

from hikeshi.kernel.condition import ConditionHours
from hikeshi.kernel.errors import InvalidError
from hikeshi.kernel.local_hours import DailyHours, Weekday
from hikeshi_server.inbound.console.hours_form import (
    WEEK,
    read_condition_hours,
    read_windows,
    runs_of,
    written_hours,
)

MON, TUE, WED, THU, FRI, SAT, SUN = Weekday


@pytest.mark.parametrize(
    ("text", "days", "opens", "closes", "zone"),
    [
        ("22:00-07:00", WEEK, time(22), time(7), "responder"),
        ("mon-fri 09:00-17:00", WEEK[:5], time(9), time(17), "responder"),
        ("mon,wed,fri 09:00-17:00 Asia/Tokyo", (MON, WED, FRI), time(9), time(17), "Asia/Tokyo"),
        ("mon-wed,sun 08:30:15-24:00", (MON, TUE, WED, SUN), time(8, 30, 15), time(), "responder"),
    ],
)
def test_what_is_shown_is_read_back(text, days, opens, closes, zone):
    """Days, hours and zone; whole days and seconds as well."""
    (found,) = read_condition_hours(text, "/hours")

    assert found == ConditionHours(weekdays=days, opens=opens, closes=closes, time_zone=zone)
    assert read_condition_hours(written_hours([found]), "/hours") == (found,)


def test_people_type_as_they_like():
    """Capitals, blanks, dashes, empty lines, one-digit hours, days over the end of the week."""
    found = read_windows(" SAT - MON  9:00 – 17:00\r\n\r\nfri,mon 10:00-12:00\n", "/windows")

    assert found == (
        DailyHours(weekdays=(MON, SAT, SUN), opens=time(9), closes=time(17)),
        DailyHours(weekdays=(MON, FRI), opens=time(10), closes=time(12)),
    )
    assert read_windows("", "/windows") == ()


@pytest.mark.parametrize(
    "line", ["at night", "25:00-07:00", "monday 09:00-17:00", "09:00", "<b>", "09:00-17:00 Nowhere"]
)
def test_what_is_none_is_said_at_its_field(line):
    """With the line, or with the zone nobody knows."""
    with pytest.raises(InvalidError) as refused:
        read_condition_hours(f"09:00-17:00\n{line}", "/hours")

    assert [fault.pointer for fault in refused.value.faults] == ["/hours"]


def test_quiet_hours_take_no_zone():
    """They are on the person's own clock, always."""
    with pytest.raises(InvalidError, match="leave it out"):
        read_windows("22:00-07:00 Asia/Tokyo", "/windows")


def test_days_that_follow_each_other_are_one_run():
    """Whatever their order, each day once."""
    assert runs_of([FRI, MON, TUE, MON]) == [(MON, TUE), (FRI, FRI)]
