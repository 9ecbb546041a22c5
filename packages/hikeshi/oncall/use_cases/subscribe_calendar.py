"""Have a calendar elsewhere read: somebody's absences, or the days of a set of holidays."""

from attrs import asdict, frozen

from hikeshi.kernel.actor import Actor
from hikeshi.kernel.ids import HolidaySetId, SubscribedCalendarId, UserId
from hikeshi.oncall.errors import CalendarTakenError, TooManyCalendarsError
from hikeshi.oncall.events import CalendarSubscribed
from hikeshi.oncall.model.calendar_reading import CalendarReading
from hikeshi.oncall.model.subscribed_calendar import (
    MOST_CALENDARS,
    SubscribedCalendar,
    SubscribedCalendarDraft,
)
from hikeshi.oncall.ports import OncallWork
from hikeshi.oncall.use_cases._calendars import calendar_facts, require_calendar_of


@frozen
class SubscribeCalendar:
    """Have a calendar elsewhere read."""

    async def __call__(
        self,
        work: OncallWork,
        draft: SubscribedCalendarDraft,
        *,
        by: Actor,
        user_id: UserId | None = None,
        holiday_set_id: HolidaySetId | None = None,
    ) -> SubscribedCalendar:
        """Write it down; it is read soon after.

        Args:
            work: The unit of work.
            draft: Where it is.
            by: Who asks.
            user_id: Whose absences it tells; exactly one of this and the next.
            holiday_set_id: Which set it tells the days of.

        Raises:
            ForbiddenError: The person, or holidays, are not the actor's to look after.
            TooManyCalendarsError: The person has enough.
            CalendarTakenError: The set reads one already.
        """
        await require_calendar_of(work, by, user_id)
        owners = [owner for owner in (user_id, holiday_set_id) if owner is not None]
        known = await work.subscribed_calendars.list_about(owners)
        if user_id is not None and len(known) >= MOST_CALENDARS:
            raise TooManyCalendarsError
        if holiday_set_id is not None and known:
            raise CalendarTakenError
        made = SubscribedCalendar(
            id=SubscribedCalendarId(work.ids()),
            user_id=user_id,
            holiday_set_id=holiday_set_id,
            **asdict(draft),
        )
        await work.subscribed_calendars.save_many((made,))
        await work.calendar_readings.save_many(
            (CalendarReading(calendar_id=made.id, due_at=work.now),)
        )
        work.record(CalendarSubscribed(**calendar_facts(work, made, by)))
        return made
