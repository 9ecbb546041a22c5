"""Local times as text."""

from datetime import datetime, time

import pytest
from tests.unit.oncall.builders import utc

from hikeshi.kernel.local_form import read_local, read_time, write_time


@pytest.mark.parametrize("text", ["2026-01-05T09:00", "2026-01-05T09:00:00", "2026-01-05 09:00"])
def test_a_local_time_is_read(text):
    """Seconds may be left out, and a space may stand for the T."""
    assert datetime.fromisoformat("2026-01-05T09:00") == read_local(text)


@pytest.mark.parametrize(
    "value", ["2026-01-05", "2026-W02-1T09:00", "20260105T0900", "2026-13-05T09:00", 20260105, None]
)
def test_what_is_no_local_time_is_refused(value):
    """Dates, weeks and numbers are not guessed at."""
    with pytest.raises(ValueError, match="must be a local time"):
        read_local(value)


@pytest.mark.parametrize(
    "value",
    ["2026-01-05T09:00Z", "2026-01-05T09:00+09:00", utc("2026-01-05")],
)
def test_a_local_time_takes_no_offset(value):
    """The schedule's zone gives it."""
    with pytest.raises(ValueError, match="leave the offset out"):
        read_local(value)


@pytest.mark.parametrize("value", ["9:00", "1020", 1020, "24:30", "", None, "09:00+01:00"])
def test_what_is_no_time_of_day_is_refused(value):
    """Some readers of YAML make 1020 of 17:00: that is a fault and not 10:20."""
    with pytest.raises(ValueError, match=r"must be a time of day|offset"):
        read_time(value)


@pytest.mark.parametrize(("text", "written"), [("09:00:00", "09:00"), ("09:00:30", "09:00:30")])
def test_seconds_are_written_where_there_are_any(text, written):
    """Nothing is lost on the way to a file."""
    assert written == write_time(read_time(text))
    assert time.fromisoformat(text) == read_time(text)
