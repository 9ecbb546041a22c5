"""What the occurrences of a subscribed calendar mean."""

from datetime import date, timedelta

import pytest

from hikeshi.kernel.errors import InvalidError
from hikeshi.kernel.time_zones import time_zone
from hikeshi.oncall.model.occurrence import Occurrence
from hikeshi.oncall.model.subscribed_calendar import MOST_ABSENCES
from hikeshi.oncall.model.taking_over import taken_over
from hikeshi.testing.builders import START

TOKYO = time_zone("Asia/Tokyo")
HOUR = timedelta(hours=1)


def _event(**fields):
    return Occurrence(
        **{"line": 1, "uid": "u", "start": START, "end": START + HOUR, "summary": "Dentist"}
        | fields
    )


def test_hours_stay_instants_and_days_stay_days():
    """Whole days are those of the person's own clock, wherever they go."""
    midnight = START.replace(hour=15)  # 5 January 2026, 15:00 UTC: midnight of the 6th in Tokyo
    leave = _event(start=midnight, end=midnight + timedelta(days=2), whole_days=True, summary="")

    hours, days = taken_over([_event(), leave], TOKYO, include_free=False).absences

    assert (hours.start, hours.end, hours.reason) == (START, START + HOUR, "Dentist")
    assert (days.first_day, days.last_day) == (date(2026, 1, 6), date(2026, 1, 7))
    assert days.reason is None


def test_what_is_no_absence_is_left_out_and_counted():
    """Cancelled events, free time unless it was asked for, and what lasts no time or for ever."""
    events = [
        _event(cancelled=True),
        _event(free=True),
        _event(end=START),
        _event(end=START + timedelta(days=2000)),
        _event(),
        _event(uid="the same again"),
    ]

    found = taken_over(events, TOKYO, include_free=False)

    assert (len(found.absences), found.left_out) == (1, 4)
    assert taken_over(events, TOKYO, include_free=True).left_out == 3


def test_too_many_are_refused_whole():
    """Half of somebody's absences would be worse than none: it says how many there are."""
    many = [_event(start=START + n * HOUR, end=START + n * HOUR + HOUR) for n in range(1001)]

    with pytest.raises(InvalidError, match=f"1001 absences.*{MOST_ABSENCES}"):
        taken_over(many, TOKYO, include_free=False)
