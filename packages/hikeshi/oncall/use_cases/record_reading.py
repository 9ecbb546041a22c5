"""Take in what came of reading a calendar."""

from collections.abc import Sequence

from attrs import asdict, fields, frozen

from hikeshi.kernel.actor import SYSTEM
from hikeshi.kernel.ids import SubscribedCalendarId, UnavailabilityId, UserId
from hikeshi.oncall.events import AbsencesRead, CalendarFailing, HolidaysRead
from hikeshi.oncall.model.calendar_reading import ReadReport
from hikeshi.oncall.model.subscribed_calendar import SubscribedCalendar
from hikeshi.oncall.model.unavailability import Unavailability, UnavailabilityDraft
from hikeshi.oncall.ports import OncallWork
from hikeshi.oncall.use_cases._calendars import calendar_facts


@frozen(kw_only=True)
class FinishedReading:
    """An attempt that ended."""

    calendar_id: SubscribedCalendarId
    attempt: int
    report: ReadReport


@frozen
class RecordReading:
    """Take in what came of reading a calendar; the last good copy outlives every failure."""

    async def __call__(self, work: OncallWork, done: FinishedReading) -> None:
        """Write it, and the absences as the calendar has them; an outlived attempt counts not."""
        ids = (done.calendar_id,)
        # First what people edit, then its reading: the order in which edits lock them.
        calendar = (await work.subscribed_calendars.lock_many(ids)).get(done.calendar_id)
        before = (await work.calendar_readings.lock_many(ids)).get(done.calendar_id)
        if calendar is None or before is None or before.attempt != done.attempt:
            return
        report = done.report
        after = before.reported(report, calendar.refresh)
        await work.calendar_readings.save_many((after,))
        if calendar.user_id is not None and report.absences is not None:
            await self._replace(work, calendar, calendar.user_id, report.absences.absences)
        if calendar.holiday_set_id is not None and report.days is not None:
            facts = calendar_facts(work, calendar, SYSTEM)
            work.record(HolidaysRead(**facts, dates=tuple(day.isoformat() for day in report.days)))
        if after.failing_since is not None and after.should_tell(before):
            facts = calendar_facts(work, calendar, SYSTEM)
            work.record(
                CalendarFailing(**facts, reason=after.reason, failing_since=after.failing_since)
            )

    async def _replace(
        self,
        work: OncallWork,
        calendar: SubscribedCalendar,
        user_id: UserId,
        wanted: Sequence[UnavailabilityDraft],
    ) -> None:
        theirs = await work.unavailabilities.list_of((user_id,))
        known = {_draft(each): each for each in theirs if each.source == calendar.source}
        wanted_once = set(wanted)
        gone = [each.id for draft, each in known.items() if draft not in wanted_once]
        new = [
            Unavailability(
                id=UnavailabilityId(work.ids()),
                user_id=user_id,
                source=calendar.source,
                **asdict(draft, recurse=False),
            )
            for draft in wanted
            if draft not in known
        ]
        if not gone and not new:
            return
        await work.unavailabilities.delete_many(gone)
        await work.unavailabilities.save_many(new)
        facts = calendar_facts(work, calendar, SYSTEM)
        work.record(AbsencesRead(**facts, added=len(new), removed=len(gone)))


def _draft(found: Unavailability) -> UnavailabilityDraft:
    names = [entry.name for entry in fields(UnavailabilityDraft)]
    return UnavailabilityDraft(**{name: getattr(found, name) for name in names})
