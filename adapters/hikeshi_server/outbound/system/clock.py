"""The machine's clock."""

from datetime import UTC, datetime


class SystemClock:
    """Tells what the machine believes the time to be, in UTC."""

    def now(self) -> datetime:
        """Return the current instant."""
        return datetime.now(UTC)
