"""Read a calendar as soon as possible."""

from attrs import frozen

from hikeshi.kernel.actor import Actor
from hikeshi.kernel.ids import SubscribedCalendarId
from hikeshi.oncall.model.subscribed_calendar import SubscribedCalendar
from hikeshi.oncall.ports import OncallWork
from hikeshi.oncall.use_cases._calendars import lock_calendar


@frozen
class RefreshCalendar:
    """Read a calendar as soon as possible, however long it should have waited."""

    async def __call__(
        self, work: OncallWork, calendar_id: SubscribedCalendarId, *, by: Actor
    ) -> SubscribedCalendar:
        """Let it be due now.

        Raises:
            CalendarNotFoundError: There is none.
            ForbiddenError: It is not the actor's to look after.
        """
        found = await lock_calendar(work, calendar_id, by)
        readings = (await work.calendar_readings.lock_many((calendar_id,))).values()
        await work.calendar_readings.save_many([each.at_once(work.now) for each in readings])
        return found
