"""Time as a port: the core never reads a clock, it is told the instant."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Where the current instant comes from."""

    def now(self) -> datetime:
        """Return the current instant, with a UTC offset."""
        ...
