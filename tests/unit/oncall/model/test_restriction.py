"""Restrictions hide time ("On-call 5")."""

from datetime import time

import pytest
from tests.unit.oncall.builders import A, B, C, a_layer, a_rotation, a_schedule, span, utc, written

from hikeshi.kernel.errors import InvalidError
from hikeshi.oncall import (
    DailyRestriction,
    Weekday,
    WeeklyRestriction,
    WeeklyWindow,
    gaps,
    on_call,
    shifts,
)


def daily(opens, closes):
    """A window of every day."""
    return DailyRestriction(time.fromisoformat(opens), time.fromisoformat(closes))


def weekly(*windows):
    """Windows of the week, each as `mon 09:00 fri 17:00`."""
    parts = [window.split() for window in windows]
    return WeeklyRestriction(
        tuple(
            WeeklyWindow(Weekday(a), time.fromisoformat(b), Weekday(c), time.fromisoformat(d))
            for a, b, c, d in parts
        )
    )


def found_shifts(*restrictions, since, until, zone="UTC", turns=(A,), rotation="weekly"):
    """The shifts of one restricted layer that begins on Monday, 5 January 2026, 00:00."""
    layer = a_layer(
        *turns,
        start="2026-01-05T00:00",
        rotation=a_rotation(rotation),
        restrictions=restrictions,
    )
    return written(shifts(a_schedule(layer, zone=zone), span(since, until)))


def test_a_restriction_hides_the_rest_of_the_day():
    """Outside its window nobody of the layer is on call."""
    found = found_shifts(daily("09:00", "17:00"), since="2026-01-05", until="2026-01-07")

    assert found == [("01-05T09:00", "01-05T17:00", "a"), ("01-06T09:00", "01-06T17:00", "a")]


def test_the_rotation_runs_on_while_hidden():
    """With windows on weekdays, the weekend's daily turns pass unserved."""
    window = weekly("mon 09:00 fri 17:00")
    found = found_shifts(
        window, since="2026-01-09", until="2026-01-13", turns=(A, B, C), rotation="daily"
    )

    assert found == [
        ("01-09T00:00", "01-09T17:00", "b"),
        ("01-12T09:00", "01-13T00:00", "b"),
    ]


def test_an_overnight_window_belongs_to_the_day_on_which_it_starts():
    """Friday 22:00 to 06:00 ends on Saturday morning, and none starts on Saturday."""
    found = found_shifts(weekly("fri 22:00 sat 06:00"), since="2026-01-05", until="2026-01-12")

    assert found == [("01-09T22:00", "01-10T06:00", "a")]


def test_a_daily_window_that_ends_before_it_starts_ends_the_next_day():
    """From 22:00 to 06:00 wraps over midnight."""
    found = found_shifts(
        daily("22:00", "06:00"), since="2026-01-06T12:00", until="2026-01-07T12:00"
    )

    assert found == [("01-06T22:00", "01-07T06:00", "a")]


def test_equal_times_are_the_whole_day():
    """From 09:00 to 09:00 hides nothing."""
    found = found_shifts(daily("09:00", "09:00"), since="2026-01-05", until="2026-01-20")

    assert found == [("01-05T00:00", "01-20T00:00", "a")]


def test_equal_bounds_of_a_week_are_the_whole_week():
    """From Wednesday 08:00 to Wednesday 08:00 hides nothing."""
    found = found_shifts(weekly("wed 08:00 wed 08:00"), since="2026-01-05", until="2026-01-20")

    assert found == [("01-05T00:00", "01-20T00:00", "a")]


def test_a_weekly_window_may_wrap_over_the_weekend():
    """From Friday 17:00 to Monday 09:00 is one window."""
    found = found_shifts(weekly("fri 17:00 mon 09:00"), since="2026-01-06", until="2026-01-14")

    assert found == [("01-09T17:00", "01-12T09:00", "a")]


def test_several_restrictions_add_up():
    """A layer is open where any of its restrictions is."""
    found = found_shifts(
        daily("09:00", "12:00"), daily("11:00", "13:00"), weekly("tue 15:00 tue 16:00"),
        since="2026-01-05", until="2026-01-07",
    )  # fmt: skip

    assert found == [
        ("01-05T09:00", "01-05T13:00", "a"),
        ("01-06T09:00", "01-06T13:00", "a"),
        ("01-06T15:00", "01-06T16:00", "a"),
    ]


def test_a_window_inside_the_gap_vanishes():
    """From 02:15 to 02:45 does not exist on the day of the gap; there is no empty shift."""
    found = found_shifts(
        daily("02:15", "02:45"), since="2026-03-28", until="2026-03-31", zone="Europe/Berlin"
    )

    assert found == [("03-28T01:15", "03-28T01:45", "a"), ("03-30T00:15", "03-30T00:45", "a")]


def test_a_window_over_the_repeated_hour_lasts_two_hours():
    """From 02:00 to 03:00 lasts two hours on the day on which 02:00 comes twice."""
    found = found_shifts(
        daily("02:00", "03:00"), since="2026-10-25", until="2026-10-26", zone="Europe/Berlin"
    )

    assert found == [("10-25T00:00", "10-25T02:00", "a")]


def test_ends_are_wall_clock_times():
    """From 22:00 to 06:00 lasts seven hours in the night of the gap."""
    found = found_shifts(
        daily("22:00", "06:00"),
        since="2026-03-28T12:00",
        until="2026-03-29T12:00",
        zone="Europe/Berlin",
    )

    assert found == [("03-28T21:00", "03-29T04:00", "a")]


def test_a_gap_at_midnight_moves_the_start_of_the_day():
    """In Santiago 6 September 2026 begins at 01:00: a window from 00:00 opens then."""
    found = found_shifts(
        daily("00:00", "02:00"), since="2026-09-06", until="2026-09-07", zone="America/Santiago"
    )

    assert found == [("09-06T04:00", "09-06T05:00", "a")]


class TestServed:
    """The list of people advances by served turns."""

    def layer(self, *restrictions, turns=(A, B), rotation="daily", **fields):
        """A layer that advances by served turns, from Monday, 5 January 2026."""
        return a_layer(
            *turns,
            start="2026-01-05T00:00",
            rotation=a_rotation(rotation),
            restrictions=restrictions,
            advance="served",
            **fields,
        )

    def test_a_turn_hidden_wholly_consumes_nobody(self):
        """Daily turns on weekdays: after Friday's person comes Monday's, without a skip."""
        schedule = a_schedule(self.layer(weekly("mon 09:00 fri 17:00")))

        asked = [utc(f"2026-01-{day:02}T12:00") for day in (8, 9, 12, 13)]

        assert [on_call(schedule, at) for at in asked] == [(B,), (A,), (B,), (A,)]

    def test_a_turn_hidden_in_part_is_served(self):
        """A window of one hour is enough for the turn to count."""
        schedule = a_schedule(self.layer(daily("09:00", "10:00")))

        asked = [utc(f"2026-01-{day:02}T09:30") for day in (5, 6, 7)]

        assert [on_call(schedule, at) for at in asked] == [(A,), (B,), (A,)]

    def test_turns_before_the_anchor_count_backwards(self):
        """The last served turn before the anchor belongs to the last of the list."""
        layer = self.layer(weekly("mon 09:00 fri 17:00"), anchor="2026-01-12T00:00")
        schedule = a_schedule(layer)

        asked = [utc(f"2026-01-{day:02}T12:00") for day in (8, 9, 12)]

        assert [on_call(schedule, at) for at in asked] == [(A,), (B,), (A,)]

    def test_everybody_of_a_list_gets_a_turn(self):
        """Hourly turns open one hour a day: no one is skipped for ever."""
        layer = self.layer(daily("09:00", "10:00"), turns=(A, B), rotation="hourly")
        schedule = a_schedule(layer)

        found = written(shifts(schedule, span("2026-01-05", "2026-01-07")))

        assert found == [("01-05T09:00", "01-05T10:00", "a"), ("01-06T09:00", "01-06T10:00", "b")]


def test_restricted_time_is_a_gap():
    """What the only layer hides is covered by nobody."""
    layer = a_layer(A, start="2026-01-05T00:00", restrictions=(daily("09:00", "17:00"),))

    found = gaps(a_schedule(layer), span("2026-01-05", "2026-01-06"))

    assert (span("2026-01-05T00:00", "2026-01-05T09:00"),
            span("2026-01-05T17:00", "2026-01-06T00:00")) == found  # fmt: skip


def test_a_weekly_restriction_needs_a_window():
    """Without a window nobody would ever be on call."""
    with pytest.raises(InvalidError, match="at least one window"):
        WeeklyRestriction(())
