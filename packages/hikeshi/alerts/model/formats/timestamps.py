"""Times as senders write them: ISO 8601 in every spelling, and counts since the Unix epoch."""

from datetime import UTC, datetime, timedelta
from typing import Any

#: How Go writes "no time"; Alertmanager sends it as the end of what still fires.
ZERO_TIME = "0001-01-01T00:00:00Z"

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
#: A smaller count (1973 in seconds) is no time: senders write 0 for none.
_EARLIEST = 10**8
#: Below so many, a count since the epoch is of seconds, milliseconds, microseconds; or nanoseconds.
_UNITS = ((10**11, 1), (10**14, 10**3), (10**17, 10**6), (10**20, 10**9))


def parse_timestamp(value: Any) -> datetime | None:
    """Return the instant in UTC; nothing where there is none or it cannot be understood.

    Accepts offsets with and without a colon, any number of decimals (cut to microseconds), and
    epoch seconds, milliseconds, microseconds or nanoseconds as number or text. A time without
    offset is taken as UTC. Go's zero time is no time.
    """
    if isinstance(value, str):
        return _from_text(value.strip())
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _from_count(value)
    return None


def _from_text(text: str) -> datetime | None:
    if text == ZERO_TIME or len(text) > 64:
        return None
    try:
        if len(text) > 8 and text.lstrip("-").replace(".", "", 1).isdecimal():
            return _from_count(float(text) if "." in text else int(text))
        return _in_utc(datetime.fromisoformat(text))
    except (ValueError, OverflowError):
        return None


def _in_utc(at: datetime) -> datetime | None:
    if at.tzinfo is UTC:
        return at if at.year > 1 else None
    at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    return at if at.year > 1 else None


def _from_count(count: float) -> datetime | None:
    unit = next((unit for limit, unit in _UNITS if count < limit), None)
    if unit is None or count < _EARLIEST:
        return None
    if isinstance(count, int):
        return _EPOCH + timedelta(microseconds=count * 10**6 // unit)
    return _EPOCH + timedelta(seconds=count / unit)
