"""Windows of the local day: weekdays, nights, holidays, and jumps of the local clock."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from hikeshi.kernel.conversion import json_converter
from hikeshi.kernel.errors import InvalidError
from hikeshi.kernel.intervals import Interval
from hikeshi.kernel.local_hours import DailyHours, LocalHours, Weekday

OFFICE = DailyHours(
    weekdays=(Weekday.MON, Weekday.TUE, Weekday.WED, Weekday.THU, Weekday.FRI),
    opens=time(9),
    closes=time(17),
)
NIGHT = DailyHours(weekdays=(Weekday.FRI,), opens=time(22), closes=time(6))
WHOLE_DAY = DailyHours(weekdays=(Weekday.SUN,), opens=time(9), closes=time(9))


def hours(*windows: DailyHours, zone: str = "UTC") -> LocalHours:
    """Return hours in a zone."""
    return LocalHours(time_zone=zone, windows=windows)


def at(text: str) -> datetime:
    """Return an instant of UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("windows", "instant", "is_open"),
    [
        (OFFICE, "2026-01-05T09:00", True),
        (OFFICE, "2026-01-05T08:59", False),
        (OFFICE, "2026-01-05T17:00", False),
        (OFFICE, "2026-01-04T12:00", False),
        (NIGHT, "2026-01-03T05:59", True),
        (NIGHT, "2026-01-03T22:00", False),
        (WHOLE_DAY, "2026-01-05T08:59", True),
        (WHOLE_DAY, "2026-01-05T09:00", False),
    ],
)
def test_a_window_belongs_to_the_day_on_which_it_opens(
    windows: DailyHours, instant: str, is_open: bool
) -> None:
    """Half-open, on its weekdays, over midnight, and a whole day where both times are equal."""
    assert hours(windows).open_at(at(instant)) is is_open


def test_on_a_holiday_no_window_opens() -> None:
    """The night that began the day before goes on; the one of the holiday does not open."""
    friday, saturday = frozenset({date(2026, 1, 2)}), frozenset({date(2026, 1, 3)})

    assert not hours(NIGHT).open_at(at("2026-01-03T05:00"), friday)
    assert hours(NIGHT).open_at(at("2026-01-03T05:00"), saturday)


def test_the_next_opening_leaps_over_holidays_and_weekends() -> None:
    """On Friday evening the next opening is Monday's, or Tuesday's where Monday is a holiday."""
    friday = at("2026-01-09T18:00")

    assert hours(OFFICE).opening_after(friday) == at("2026-01-12T09:00")
    closed = frozenset({date(2026, 1, 12)})
    assert hours(OFFICE).opening_after(friday, closed) == at("2026-01-13T09:00")


def test_a_window_in_the_gap_vanishes_and_one_over_the_repeated_hour_lasts_longer() -> None:
    """Berlin, 2026: 02:00 to 03:00 is not there on 29 March and lasts two hours on 25 October."""
    early = hours(DailyHours(opens=time(2), closes=time(3)), zone="Europe/Berlin")
    spring = Interval(at("2026-03-28T23:00"), at("2026-03-29T22:00"))
    autumn = Interval(at("2026-10-24T22:00"), at("2026-10-25T23:00"))

    assert list(early.changes(spring)) == []
    opens, closes = early.changes(autumn)
    assert closes - opens == timedelta(hours=2)
    assert early.open_at(at("2026-10-25T01:30"))


def test_hours_are_written_as_in_files() -> None:
    """`from` and `to` are what people write; seconds survive."""
    converter = json_converter()
    window = DailyHours(weekdays=(Weekday.MON,), opens=time(9), closes=time(17, 0, 30))

    written = converter.unstructure(window)

    assert written == {"weekdays": ["mon"], "from": "09:00", "to": "17:00:30"}
    assert converter.structure(written, DailyHours) == window


def test_hours_need_a_zone_and_a_day() -> None:
    """An unknown zone and an empty list of weekdays are refused where they stand."""
    with pytest.raises(InvalidError) as refused:
        hours(OFFICE, zone="Mars/Base")
    assert refused.value.faults[0].pointer == "/time_zone"
    with pytest.raises(InvalidError):
        DailyHours(weekdays=())
