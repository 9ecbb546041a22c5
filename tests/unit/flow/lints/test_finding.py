"""How findings are written."""

from datetime import timedelta

import pytest

from hikeshi.flow.lints.finding import span


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 s"),
        (59, "59 s"),
        (60, "1 min"),
        (61, "61 s"),
        (3600, "1 h"),
        (3601, "3601 s"),
        (5400, "90 min"),
        (7200, "2 h"),
    ],
)
def test_a_span_is_written_in_the_largest_unit_it_is_whole_in(seconds, text):
    """Hours, else minutes, else seconds."""
    assert span(timedelta(seconds=seconds)) == text
