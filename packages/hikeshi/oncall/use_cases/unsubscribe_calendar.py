"""Read a calendar no more."""

from attrs import frozen

from hikeshi.kernel.actor import Actor
from hikeshi.kernel.ids import SubscribedCalendarId
from hikeshi.oncall.events import CalendarUnsubscribed
from hikeshi.oncall.ports import OncallWork
from hikeshi.oncall.use_cases._calendars import calendar_facts, lock_calendar


@frozen
class UnsubscribeCalendar:
    """Read a calendar no more."""

    async def __call__(
        self,
        work: OncallWork,
        calendar_id: SubscribedCalendarId,
        *,
        by: Actor,
        expected_version: int | None = None,
    ) -> None:
        """Forget it, and the absences it told of; holidays stay as they are.

        Raises:
            CalendarNotFoundError: There is none.
            ForbiddenError: It is not the actor's to look after.
            StaleError: It has another version than the one expected.
        """
        found = await lock_calendar(work, calendar_id, by, expected_version)
        await work.subscribed_calendars.delete_many((calendar_id,))
        await work.calendar_readings.delete_many((calendar_id,))
        if found.user_id is not None:
            theirs = await work.unavailabilities.list_of((found.user_id,))
            gone = [each.id for each in theirs if each.source == found.source]
            await work.unavailabilities.delete_many(gone)
        work.record(CalendarUnsubscribed(**calendar_facts(work, found, by)))
