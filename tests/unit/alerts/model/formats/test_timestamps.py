"""Rules of how senders write times."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hikeshi.alerts.model.formats.timestamps import parse_timestamp

AT = datetime(2015, 7, 17, 8, 42, 58, 315000, tzinfo=UTC)


@pytest.mark.parametrize(
    "written",
    [
        "2015-07-17T08:42:58.315+0000",
        "2015-07-17T08:42:58.315+00:00",
        "2015-07-17T08:42:58.315Z",
        "2015-07-17T08:42:58.315000999Z",
        "2015-07-17T17:42:58.315+09:00",
        "2015-07-17T17:42:58.315+0900",
        "2015-07-17 08:42:58.315",
        " 2015-07-17T08:42:58.315Z ",
        1437122578315,
        "1437122578315",
        1437122578315000,
        1437122578315000000,
        1437122578.315,
        "1437122578.315",
    ],
)
def test_all_spellings_of_one_instant(written):
    """Offsets without colon, nanoseconds, and counts since the epoch in any unit are the same."""
    assert parse_timestamp(written) == AT


def test_epoch_seconds():
    """Ten digits are seconds."""
    assert parse_timestamp(1437122578) == AT.replace(microsecond=0)


@pytest.mark.parametrize(
    "written",
    [
        "0001-01-01T00:00:00Z",
        "0001-01-01T00:00:00+00:00",
        "0001-01-01T00:00:00.5Z",
        "",
        0,
        "0",
        None,
        "yesterday",
        True,
        [],
        {},
        -1,
        10**30,
        float("nan"),
        float("inf"),
        "9" * 5000,
        "2015-02-30T00:00:00Z",
        "9999-12-31T23:59:59-23:00",
        "0001-01-01T00:00:00+23:00",
    ],
    ids=lambda written: repr(written)[:30],
)
def test_no_time_is_none(written):
    """The zero time, zero, and what cannot be understood are no time, and no fault."""
    assert parse_timestamp(written) is None


@given(st.text() | st.integers() | st.floats() | st.datetimes().map(str))
def test_nothing_raises(written):
    """Whatever is written, there is an aware instant or none."""
    at = parse_timestamp(written)

    assert at is None or at.tzinfo is UTC
