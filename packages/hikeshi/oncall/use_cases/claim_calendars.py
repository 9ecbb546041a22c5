"""Begin to read calendars whose time has come."""

from collections.abc import Sequence
from datetime import timedelta

from attrs import evolve, frozen

from hikeshi.oncall.model.calendar_reading import LONGEST_PAUSE, CalendarReading
from hikeshi.oncall.model.subscribed_calendar import SubscribedCalendar
from hikeshi.oncall.ports import OncallWork

#: An attempt counts as lost after this; longer than any attempt lasts.
LEASE = timedelta(seconds=120)


@frozen(kw_only=True)
class ClaimedCalendar:
    """A calendar whose reading began."""

    calendar: SubscribedCalendar
    reading: CalendarReading


@frozen
class ClaimCalendars:
    """Begin to read calendars whose time has come; another worker sees them as taken."""

    async def __call__(self, work: OncallWork, limit: int) -> Sequence[ClaimedCalendar]:
        """Return at most so many, each leased to the caller; who has left is looked at daily."""
        due = await work.calendar_readings.lock_due(work.now, limit)
        if not due:
            return ()
        calendars = await work.subscribed_calendars.get_many([each.calendar_id for each in due])
        people = await work.people()
        claimed: list[ClaimedCalendar] = []
        resting: list[CalendarReading] = []
        for reading in due:
            calendar = calendars.get(reading.calendar_id)
            if calendar is None or not (
                calendar.user_id is None or people.is_active(calendar.user_id)
            ):
                resting.append(evolve(reading, due_at=work.now + LONGEST_PAUSE, lease_until=None))
                continue
            begun = reading.claimed(work.now, LEASE)
            claimed.append(ClaimedCalendar(calendar=calendar, reading=begun))
        await work.calendar_readings.save_many([*(c.reading for c in claimed), *resting])
        return claimed
