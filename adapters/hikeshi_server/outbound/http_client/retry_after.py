"""How long a provider asks to wait (RFC 9110, section 10.2.3)."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

#: A provider may not silence a pager: whatever it asks for, the next attempt comes by then.
LONGEST = timedelta(minutes=5)


def parse_retry_after(
    value: str | None, now: datetime, longest: timedelta = LONGEST
) -> timedelta | None:
    """Return the wait that `Retry-After` asks for, from 0; nothing if it is unreadable.

    Args:
        value: Whole seconds, or an HTTP date.
        now: The instant the answer came.
        longest: More than this is not believed.
    """
    text = (value or "").strip()
    if not text.isascii():
        return None
    if text.isdigit():
        # Longer than nine digits is for ever, and more than a timedelta holds.
        return _bounded(timedelta(seconds=int(text[:9])), longest)
    try:
        at = parsedate_to_datetime(text)
        at = at if at.tzinfo else at.replace(tzinfo=UTC)
        return _bounded(at - now, longest)
    except (ValueError, TypeError, OverflowError):
        return None


def _bounded(wait: timedelta, longest: timedelta) -> timedelta:
    return min(max(wait, timedelta(0)), longest)
