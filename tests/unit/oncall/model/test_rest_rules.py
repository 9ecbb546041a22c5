"""How much rest people get between times on call, and what breaks that."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from tests.unit.oncall.builders import span

from hikeshi.oncall import RestBreach, RestRules
from hikeshi.oncall.model.rest_rules import nights

UTC, TOKYO = ZoneInfo("UTC"), ZoneInfo("Asia/Tokyo")
DUTY = span("2026-01-12T09:00", "2026-01-13T09:00")


@pytest.mark.parametrize(
    ("other", "rested"),
    [
        (span("2026-01-11T09:00", "2026-01-11T22:00"), True),
        (span("2026-01-11T09:00", "2026-01-11T22:01"), False),
        (span("2026-01-13T20:00", "2026-01-13T21:00"), True),
        (span("2026-01-13T19:59", "2026-01-13T21:00"), False),
        (span("2026-01-11T09:00", "2026-01-12T09:00"), True),
        (span("2026-01-12T10:00", "2026-01-12T11:00"), True),
    ],
    ids=["11 h before", "less before", "11 h after", "less after", "touching", "within"],
)
def test_eleven_hours_lie_between(other, rested):
    """Directive 2003/88/EC, article 3; two times that touch are one."""
    found = RestRules().breaches(DUTY, (other,), UTC)

    assert found == (() if rested else (RestBreach.TOO_LITTLE_REST,))


def test_what_touches_adds_up():
    """A week is the usual turn; a day more is too long."""
    week = span("2026-01-05T09:00", "2026-01-12T09:00")

    assert RestRules().breaches(week, (), UTC) == ()
    assert RestRules().breaches(DUTY, (week,), UTC) == (RestBreach.TOO_LONG,)


def test_nights_are_counted_in_any_seven_days():
    """Of seven nights in a row, whichever, no more than so many."""
    rules = RestRules(min_rest=timedelta(), max_nights_per_week=2)
    night = span("2026-01-12T22:00", "2026-01-13T06:00")
    others = [span(f"2026-01-{day:02}T22:00", f"2026-01-{day + 1:02}T06:00") for day in (8, 16)]

    assert rules.breaches(night, others, UTC) == ()
    assert rules.breaches(night, [*others, span("2026-01-14T22:00", "2026-01-15T06:00")], UTC) == (
        RestBreach.TOO_MANY_NIGHTS,
    )
    assert RestRules(max_nights_per_week=0).breaches(night, (), UTC) == (
        RestBreach.TOO_MANY_NIGHTS,
    )


@pytest.mark.parametrize(("last", "found"), [(14, (RestBreach.TOO_MANY_NIGHTS,)), (15, ())])
def test_seven_days_are_seven_nights(last, found):
    """The seventh night counts with the first, the eighth does not."""
    rules = RestRules(min_rest=timedelta(), max_nights_per_week=2)
    first, new, other = (
        span(f"2026-01-{day:02}T22:00", f"2026-01-{day + 1:02}T06:00") for day in (8, 12, last)
    )

    assert rules.breaches(new, (first, other), UTC) == found


def test_a_night_is_that_of_the_person():
    """Midnight to five on their own clock: an afternoon in Berlin is a night in Tokyo."""
    afternoon = span("2026-01-12T14:00", "2026-01-12T16:00")

    assert list(nights(afternoon, TOKYO)) == [date(2026, 1, 13)]
    assert list(nights(afternoon, UTC)) == []
    assert list(nights(span("2026-01-12T05:00", "2026-01-13T00:00"), UTC)) == []
    assert list(nights(span("2026-01-12T04:59", "2026-01-13T00:01"), UTC)) == [
        date(2026, 1, 12),
        date(2026, 1, 13),
    ]


def test_rules_are_sane():
    """A week has seven nights."""
    with pytest.raises(ValueError, match="7"):
        RestRules(max_nights_per_week=8)
