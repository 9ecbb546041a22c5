"""People whose leave stands in a calendar elsewhere."""

from tests.unit.oncall.builders import A
from tests.unit.oncall.duty import Duty, responder

from hikeshi.oncall.model.calendar_reading import ReadReport
from hikeshi.oncall.model.subscribed_calendar import SubscribedCalendarDraft
from hikeshi.oncall.model.taking_over import TakenOver
from hikeshi.oncall.use_cases.claim_calendars import ClaimCalendars
from hikeshi.oncall.use_cases.record_reading import FinishedReading, RecordReading
from hikeshi.oncall.use_cases.subscribe_calendar import SubscribeCalendar

DRAFT = SubscribedCalendarDraft(url="https://c.example.org/3cr3t.ics", name="leave")


class Shelf(Duty):
    """Ana has a calendar read."""

    async def subscribed(self, draft=DRAFT, *, user_id=A, **more):
        """Let somebody have a calendar read."""
        by = more.pop("by", responder(user_id))
        return await self.do(SubscribeCalendar(), draft, by=by, user_id=user_id, **more)

    def reading(self, calendar):
        """How the reading goes."""
        return self.store.calendar_readings.rows[calendar.id]

    async def read(self, calendar, *absences, reason=""):
        """Let an attempt end."""
        [claimed] = await self.do(ClaimCalendars(), 9)
        report = ReadReport(
            at=self.clock.now(),
            reason=reason,
            absences=None if reason else TakenOver(absences, 0),
        )
        done = FinishedReading(
            calendar_id=calendar.id, attempt=claimed.reading.attempt, report=report
        )
        await self.do(RecordReading(), done)
        return done

    @property
    def absences(self):
        """When people are away."""
        return list(self.store.unavailabilities.rows.values())
