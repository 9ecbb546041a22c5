"""What conditions and hours look up: holidays are configured, and the clock is local."""

from datetime import datetime, timedelta
from typing import Protocol

from hikeshi.kernel.ids import HolidaySetId
from hikeshi.kernel.local_hours import LocalHours


class Almanac(Protocol):
    """Answers what time it is somewhere; pure once made."""

    def is_open(self, hours: LocalHours, at: datetime) -> bool:
        """Say whether one of the windows is open; on their holidays none opens."""
        ...

    def opening_after(self, hours: LocalHours, at: datetime) -> datetime | None:
        """Return the first instant after `at` at which a window opens."""
        ...

    def closing_after(self, hours: LocalHours, at: datetime) -> datetime | None:
        """Return the first instant, `at` included, at which no window is open."""
        ...

    def elapsed_outside(self, hours: LocalHours, at: datetime, span: timedelta) -> datetime | None:
        """Return when so much time has passed outside the windows."""
        ...

    def is_holiday(self, set_id: HolidaySetId, zone: str, at: datetime) -> bool:
        """Say whether the local day of that zone is one of the set."""
        ...
