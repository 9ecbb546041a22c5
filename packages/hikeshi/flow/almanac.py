"""What time it is somewhere, by the holidays people configured."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from attrs import frozen

from hikeshi.kernel.ids import HolidaySetId
from hikeshi.kernel.local_hours import LocalHours
from hikeshi.kernel.local_time import reached
from hikeshi.kernel.time_zones import time_zone

NO_DAYS: frozenset[date] = frozenset()


@frozen
class LiveAlmanac:
    """Hours and days as they are.

    Args:
        holidays: The days of each set.
    """

    holidays: Mapping[HolidaySetId, frozenset[date]]

    def is_open(self, hours: LocalHours, at: datetime) -> bool:
        """Say whether one of the windows is open; on their holidays none opens."""
        return hours.open_at(at, self.closed(hours))

    def opening_after(self, hours: LocalHours, at: datetime) -> datetime | None:
        """Return the first instant after `at` at which a window opens."""
        return hours.opening_after(at, self.closed(hours))

    def closing_after(self, hours: LocalHours, at: datetime) -> datetime | None:
        """Return the first instant, `at` included, at which no window is open."""
        return hours.closing_after(at, self.closed(hours))

    def elapsed_outside(self, hours: LocalHours, at: datetime, span: timedelta) -> datetime | None:
        """Return when so much time has passed outside the windows."""
        return hours.elapsed_outside(at, span)

    def is_holiday(self, set_id: HolidaySetId, zone: str, at: datetime) -> bool:
        """Say whether the local day of that zone is one of the set."""
        return reached(at, time_zone(zone)).date() in self.holidays.get(set_id, NO_DAYS)

    def closed(self, hours: LocalHours) -> frozenset[date]:
        """Return the local days on which no window opens."""
        if not hours.holidays:
            return NO_DAYS
        return NO_DAYS.union(*(self.holidays.get(found, NO_DAYS) for found in hours.holidays))
