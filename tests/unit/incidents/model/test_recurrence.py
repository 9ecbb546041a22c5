"""When something comes again, on the wall clock of a zone."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from hikeshi.incidents.model.recurrence import Recurrence, RecurrenceType
from hikeshi.kernel.errors import InvalidError
from hikeshi.kernel.local_hours import Weekday

WEEKLY, MONTHLY = RecurrenceType.WEEKLY, RecurrenceType.MONTHLY
BERLIN = "Europe/Berlin"


def comes(count: int, after: datetime, **facts: Any) -> list[str]:
    """Return the next instants after one."""
    recurrence = Recurrence(**{"type": WEEKLY, "at": time(10), "time_zone": BERLIN, **facts})
    found = []
    for _ in range(count):
        following = recurrence.next_after(after)
        assert following is not None
        assert following > after
        after = following
        found.append(f"{after.astimezone(UTC):%Y-%m-%dT%H:%M}")
    return found


def at(text: str) -> datetime:
    """Return an instant in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_without_weekdays_it_comes_every_day_at_its_local_time():
    """The instant moves with the zone's offset: 10:00 in Berlin is 09:00, in summer 08:00 UTC."""
    assert comes(2, at("2026-03-28T00:00")) == ["2026-03-28T09:00", "2026-03-29T08:00"]


def test_on_its_very_instant_the_next_one_is_meant():
    """What has come is over: the next one is later than the instant asked about."""
    assert comes(1, at("2026-01-05T09:00")) == ["2026-01-06T09:00"]


def test_on_weekdays_only():
    """A weekly one comes on the weekdays it names."""
    days = (Weekday.WED, Weekday.FRI)
    assert comes(3, at("2026-01-05T00:00"), weekdays=days) == [
        "2026-01-07T09:00",
        "2026-01-09T09:00",
        "2026-01-14T09:00",
    ]


def test_a_time_in_the_gap_means_its_end_that_day_only():
    """02:30 does not exist on 2026-03-29 in Berlin: it comes at 03:00, then at 02:30 again."""
    assert comes(3, at("2026-03-28T12:00"), at=time(2, 30)) == [
        "2026-03-29T01:00",
        "2026-03-30T00:30",
        "2026-03-31T00:30",
    ]


def test_a_time_that_happens_twice_comes_once():
    """02:30 happens twice on 2026-10-25 in Berlin: the first occurrence is meant."""
    assert comes(2, at("2026-10-24T12:00"), at=time(2, 30)) == [
        "2026-10-25T00:30",
        "2026-10-26T01:30",
    ]


def test_a_monthly_one_takes_the_last_day_of_a_shorter_month():
    """Day 31 is clipped each time and comes back."""
    assert comes(3, at("2026-01-31T12:00"), type=MONTHLY, day=31) == [
        "2026-02-28T09:00",
        "2026-03-31T08:00",
        "2026-04-30T08:00",
    ]


def test_several_weeks_are_counted_from_its_start():
    """Every second week: that of the start, not the one after it, and never before it."""
    facts = {"weekdays": (Weekday.MON, Weekday.THU), "every": 2, "start": date(2026, 1, 7)}
    assert comes(3, at("2025-12-01T00:00"), **facts) == [
        "2026-01-08T09:00",
        "2026-01-19T09:00",
        "2026-01-22T09:00",
    ]


def test_several_months_are_counted_from_its_start():
    """Every quarter, across the end of a year."""
    facts = {"type": MONTHLY, "day": 1, "every": 3, "start": date(2026, 10, 1)}
    assert comes(2, at("2026-10-02T00:00"), **facts) == ["2027-01-01T09:00", "2027-04-01T08:00"]


def test_at_the_end_of_the_calendar_it_comes_no_more():
    """After year 9999 there is nothing, and no fault."""
    recurrence = Recurrence(type=MONTHLY, at=time(10), time_zone="UTC", day=1)
    assert recurrence.next_after(at("9999-12-30T00:00")) is None


@pytest.mark.parametrize(
    ("facts", "pointer"),
    [
        ({"time_zone": "Europe/Berlim"}, "/time_zone"),
        ({"type": MONTHLY}, "/day"),
        ({"day": 3}, "/day"),
        ({"type": MONTHLY, "day": 32}, "/day"),
        ({"type": MONTHLY, "day": 3, "weekdays": (Weekday.MON,)}, "/weekdays"),
        ({"every": 0}, "/every"),
        ({"every": 2}, "/start"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_place(facts: dict[str, Any], pointer: str):
    """Each fault names its field."""
    with pytest.raises(InvalidError) as refused:
        comes(1, at("2026-01-05T00:00"), **facts)
    assert [fault.pointer for fault in refused.value.faults] == [pointer]
