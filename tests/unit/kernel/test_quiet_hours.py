"""When a person wants to hear of nothing that can wait."""

from datetime import UTC, datetime, time, timedelta

import pytest

from hikeshi.kernel.errors import InvalidError
from hikeshi.kernel.local_hours import DailyHours, Weekday
from hikeshi.kernel.quiet_hours import QuietHours
from hikeshi.kernel.severity import Urgency

NIGHT = DailyHours(opens=time(22), closes=time(7))
DAY = DailyHours(opens=time(7), closes=time(22))
WEEKEND = DailyHours(weekdays=(Weekday.SAT, Weekday.SUN))
MINUTE = timedelta(minutes=1)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Return an instant of January 2026; the 5th is a Monday."""
    return datetime(2026, 1, day, hour, minute, tzinfo=UTC)


def test_only_what_is_urgent_does_not_wait():
    """Unless the person has said that it does."""
    assert [QuietHours(windows=(NIGHT,)).holds(urgency) for urgency in Urgency] == [False, True]
    opted_out = QuietHours(windows=(NIGHT,), high_urgency_waits=True)
    assert all(opted_out.holds(urgency) for urgency in Urgency)


@pytest.mark.parametrize("windows", [(), (NIGHT, DAY), (DailyHours(),)])
def test_some_time_of_the_week_is_left(windows):
    """Hours that never end would be silence for ever; none at all are no quiet hours."""
    with pytest.raises(InvalidError) as refused:
        QuietHours(windows=windows)
    assert refused.value.faults[0].pointer == "/windows"


def test_a_minute_a_week_is_enough():
    """The last minute before the night begins is left."""
    almost = DailyHours(opens=time(7), closes=time(21, 59))
    QuietHours(windows=(NIGHT, almost, WEEKEND))


@pytest.mark.parametrize(
    ("start", "minutes", "end"),
    [
        (at(5, 23), 0, at(6, 7)),  # at night at once: in the morning
        (at(5, 23), 5, at(6, 7, 5)),  # counted from the morning
        (at(5, 21, 58), 5, at(6, 7, 3)),  # two minutes before the night, three after it
        (at(5, 21, 55), 5, at(6, 7)),  # due as they begin: they own that instant
        (at(5, 12), 0, at(5, 12)),
        (at(5, 12), 5, at(5, 12, 5)),
        (at(5, 7), 0, at(5, 7)),  # they do not own the instant they end
        (at(9, 21), 120, at(12, 8)),  # a Friday night, the weekend, and a Sunday night
        (at(5, 12), 15 * 60, at(6, 12)),
    ],
)
def test_the_clock_of_rules_stands_still(start, minutes, end):
    """Time in quiet hours does not count, however many windows lie on the way."""
    quiet = QuietHours(windows=(NIGHT, WEEKEND)).hours_in("UTC")

    assert quiet.elapsed_outside(start, minutes * MINUTE) == end
    free = end - minutes * MINUTE if quiet.open_at(start) else start
    assert quiet.closing_after(start) == free


def test_the_night_is_that_of_the_person():
    """23:00 in Tokyo is 14:00 in UTC; an hour that is skipped does not delay the morning."""
    quiet = QuietHours(windows=(NIGHT,))
    assert quiet.hours_in("Asia/Tokyo").closing_after(at(5, 14)) == at(5, 22)
    march = datetime(2026, 3, 28, 22, tzinfo=UTC)  # the clocks go forward at 01:00 in UTC
    assert quiet.hours_in("Europe/Berlin").closing_after(march) == march + timedelta(hours=7)
