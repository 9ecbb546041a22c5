"""How long a provider may make us wait."""

from datetime import UTC, datetime, timedelta

import pytest

from hikeshi_server.outbound.http_client.retry_after import parse_retry_after

NOW = datetime(2026, 1, 5, 3, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0),
        (" 7 ", 7),
        ("300", 300),
        ("86400", 300),
        ("9" * 400, 300),
        ("Mon, 05 Jan 2026 03:11:00 GMT", 60),
        ("Monday, 05-Jan-26 03:11:00 GMT", 60),
        ("Mon, 05 Jan 2026 03:00:00 GMT", 0),
        ("Tue, 05 Jan 2027 03:00:00 GMT", 300),
    ],
)
def test_seconds_and_dates_are_understood_and_bounded(value: str, seconds: int) -> None:
    """A wait is taken from seconds or a date, never below 0 and never above 5 minutes."""
    assert parse_retry_after(value, NOW) == timedelta(seconds=seconds)


@pytest.mark.parametrize("value", [None, "", "soon", "-5", "1.5", "٣", "Mon, 99 Jan 2026"])
def test_what_cannot_be_read_asks_for_nothing(value: str | None) -> None:
    """An unreadable wish is no wish."""
    assert parse_retry_after(value, NOW) is None
