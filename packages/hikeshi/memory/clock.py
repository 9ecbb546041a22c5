"""A clock that stands until it is moved."""

from datetime import datetime, timedelta

from attrs import define


@define
class FixedClock:
    """Time stands still until `advance` or `set` moves it."""

    instant: datetime

    def now(self) -> datetime:
        """Return the instant the clock stands at."""
        return self.instant

    def advance(self, by: timedelta) -> datetime:
        """Move on by that long; return the new instant."""
        self.instant += by
        return self.instant
