"""Counting hidden turns without listing them."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from tests.unit.oncall.builders import local

from hikeshi.oncall.model.served_turns import served_position
from hikeshi.oncall.model.weekly_pattern import Window, weekly_pattern

QUARTER = timedelta(minutes=15)
WEEK = timedelta(weeks=1)
windows = st.tuples(st.integers(0, 671), st.integers(1, 400)).map(
    lambda bounds: Window(bounds[0] * QUARTER, sum(bounds) * QUARTER)
)


def served(turn, anchor, length, pattern):
    """Whether any window meets a turn, found by looking at each."""
    start = anchor + turn * length
    spans = pattern.occurrences(start - WEEK, start + length + WEEK)
    return any(span.start < start + length and start < span.end for span in spans)


@given(
    st.lists(windows, min_size=1, max_size=3),
    st.integers(1, 800),
    st.integers(0, 671),
    st.integers(-60, 60),
)
def test_the_count_equals_looking_at_each_turn(spans, quarters, offset, number):
    """The position of a served turn is the number of served turns between it and turn 0."""
    pattern = weekly_pattern(spans)
    anchor, length = local("2026-01-05T00:00") + offset * QUARTER, quarters * QUARTER
    if pattern is None or not served(number, anchor, length, pattern):
        return

    between = range(number) if number > 0 else range(number, 0)
    count = sum(served(turn, anchor, length, pattern) for turn in between)

    expected = count if number > 0 else -count
    assert expected == served_position(number, anchor, length, pattern)


def test_a_turn_of_a_second_after_ten_years_is_counted_at_once():
    """The number of turns does not matter: one hour a week of one-second turns is counted."""
    pattern = weekly_pattern([Window(9 * timedelta(hours=1), 10 * timedelta(hours=1))])
    number = 520 * 7 * 86_400 + 9 * 3600

    found = served_position(number, local("2026-01-05T00:00"), timedelta(seconds=1), pattern)

    assert found == 520 * 3600
