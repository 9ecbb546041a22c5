"""Half-open spans of time."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hikeshi.kernel.intervals import Interval, merge, subtract

START = datetime(2026, 1, 5, tzinfo=UTC)


def span(start: int, end: int) -> Interval:
    """Return an interval in hours from the start."""
    return Interval(START + timedelta(hours=start), START + timedelta(hours=end))


spans = st.lists(
    st.tuples(st.integers(0, 20), st.integers(1, 6)).map(lambda s: span(s[0], s[0] + s[1])),
    max_size=8,
)


def hours(intervals) -> set[int]:
    """Return the hours that intervals hold."""
    return {h for h in range(40) if any(START + timedelta(hours=h) in i for i in intervals)}


def test_the_start_belongs_to_it_and_the_end_does_not():
    """Of two that touch, an instant belongs to one."""
    assert START in span(0, 1)
    assert START + timedelta(hours=1) not in span(0, 1)
    assert not span(0, 1).overlaps(span(1, 2))


@pytest.mark.parametrize(("start", "end"), [(1, 1), (2, 1)])
def test_it_ends_after_it_starts(start, end):
    """There are no empty intervals."""
    with pytest.raises(ValueError, match="ends after"):
        span(start, end)


def test_its_bounds_are_instants():
    """A local time is no instant."""
    with pytest.raises(ValueError, match="offset"):
        Interval(datetime(2026, 1, 5), datetime(2026, 1, 6))  # noqa: DTZ001


@given(spans)
def test_merged_intervals_hold_the_same_and_neither_touch_nor_overlap(found):
    """Merging keeps every instant and leaves gaps between."""
    merged = merge(found)
    assert hours(merged) == hours(found)
    assert all(a.end < b.start for a, b in pairwise(merged))


@given(spans)
def test_what_is_left_is_what_nothing_covers(found):
    """Gaps and cover together are the whole, and share nothing."""
    whole = span(2, 18)
    gaps = subtract(whole, found)
    assert hours(gaps) == hours([whole]) - hours(found)


@given(spans, spans)
def test_what_two_have_in_common(some, others):
    """An intersection holds what both hold."""
    for a in some:
        for b in others:
            common = a.intersect(b)
            assert (common is not None) == a.overlaps(b)
            assert hours([common] if common else []) == hours([a]) & hours([b])
