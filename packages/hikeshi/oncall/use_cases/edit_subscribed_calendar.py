"""Change where a calendar is read from, how often, or what of it counts."""

from collections.abc import Callable

from attrs import asdict, evolve, fields, frozen

from hikeshi.kernel.actor import Actor
from hikeshi.kernel.ids import SubscribedCalendarId
from hikeshi.oncall.events import CalendarEdited
from hikeshi.oncall.model.subscribed_calendar import SubscribedCalendar, SubscribedCalendarDraft
from hikeshi.oncall.ports import OncallWork
from hikeshi.oncall.use_cases._calendars import calendar_facts, lock_calendar

Change = Callable[[SubscribedCalendarDraft], SubscribedCalendarDraft]


@frozen
class EditSubscribedCalendar:
    """Change where a calendar is read from, how often, or what of it counts."""

    async def __call__(
        self,
        work: OncallWork,
        calendar_id: SubscribedCalendarId,
        change: Change,
        *,
        by: Actor,
        expected_version: int | None = None,
    ) -> SubscribedCalendar:
        """Turn it as it is into it as wanted; it is read anew at once.

        Raises:
            CalendarNotFoundError: There is none.
            ForbiddenError: It is not the actor's to look after.
            StaleError: It has another version than the one expected.
        """
        found = await lock_calendar(work, calendar_id, by, expected_version)
        names = [entry.name for entry in fields(SubscribedCalendarDraft)]
        wanted = change(SubscribedCalendarDraft(**{name: getattr(found, name) for name in names}))
        changed = tuple(name for name in names if getattr(wanted, name) != getattr(found, name))
        if not changed:
            return found
        edited = evolve(found, version=found.version + 1, **asdict(wanted))
        await work.subscribed_calendars.save_many((edited,))
        readings = (await work.calendar_readings.lock_many((calendar_id,))).values()
        if {"url", "include_free"} & set(changed):
            await work.calendar_readings.save_many([each.afresh(work.now) for each in readings])
        elif "refresh_seconds" in changed:
            await work.calendar_readings.save_many([each.at_once(work.now) for each in readings])
        work.record(CalendarEdited(**calendar_facts(work, edited, by), fields=changed))
        return edited
