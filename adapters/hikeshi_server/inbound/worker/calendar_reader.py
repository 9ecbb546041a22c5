"""Duty: read the calendars people named, and take over what they say."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from functools import partial

import structlog
from attrs import define, evolve, field

from hikeshi.flow.reading_calendars import BegunReading, begin_readings
from hikeshi.flow.work import Transactions, Work
from hikeshi.kernel.clock import Clock
from hikeshi.kernel.errors import HikeshiError, UnavailableError
from hikeshi.kernel.intervals import Interval
from hikeshi.oncall.model.calendar_reading import FetchedCalendar, ReadReport
from hikeshi.oncall.model.subscribed_calendar import TAKEN_AHEAD, TAKEN_BEFORE
from hikeshi.oncall.model.taking_over import taken_over
from hikeshi.oncall.ports import CalendarSource
from hikeshi.oncall.use_cases.claim_calendars import ClaimCalendars
from hikeshi.oncall.use_cases.record_reading import FinishedReading, RecordReading
from hikeshi_server.inbound.calendars.days import calendar_days
from hikeshi_server.inbound.calendars.expanding import expand
from hikeshi_server.inbound.metrics import CALENDAR_READINGS
from hikeshi_server.inbound.worker.duty import SOON_SECONDS
from hikeshi_server.inbound.worker.slots import Slots

_log = structlog.get_logger(__name__)

#: Calendars read at once in one worker: each is expanded in a process of its own.
SLOTS = 2
#: A reading that takes longer is given up; its lease lasts longer still.
READ_SECONDS = 100.0


@define
class CalendarReader:
    """Reads the calendars that are due, and records what came of it.

    Args:
        may_send: Says whether anything may leave; calendars wait while it says no.
    """

    transactions: Transactions
    clock: Clock
    claim_calendars: ClaimCalendars
    record_reading: RecordReading
    source: CalendarSource
    may_send: Callable[[], Awaitable[bool]]
    name: str = "calendars"
    _slots: Slots = field(factory=lambda: Slots(SLOTS))

    async def run_once(self) -> float | None:
        """Begin what is due; return seconds until the next."""
        free = self._slots.free
        if free == 0 or not await self.may_send():
            return None
        begun, next_due_at = await self.transactions.run(partial(self._begin, limit=free))
        for each in begun:
            self._slots.begin(self._read(each))
        if begun:
            return SOON_SECONDS
        return None if next_due_at is None else (next_due_at - self.clock.now()).total_seconds()

    async def stop(self) -> None:
        """Give up what is under way: it is read again after its lease."""
        await self._slots.give_up()

    async def _begin(
        self, work: Work, limit: int
    ) -> tuple[Sequence[BegunReading], datetime | None]:
        begun = await begin_readings(work, self.claim_calendars, limit)
        return begun, None if begun else await work.calendar_readings.next_due_at()

    async def _read(self, begun: BegunReading) -> None:
        report = await self._attempt(begun)
        CALENDAR_READINGS.labels("failed" if report.reason else "read").inc()
        reading = begun.claimed.reading
        done = FinishedReading(
            calendar_id=reading.calendar_id, attempt=reading.attempt, report=report
        )
        try:
            await self.transactions.run(lambda work: self.record_reading(work, done))
        except UnavailableError as error:
            # It is read again after its lease.
            _log.warning("calendar_outcome_lost", reason=error.detail)

    async def _attempt(self, begun: BegunReading) -> ReadReport:
        try:
            async with asyncio.timeout(READ_SECONDS):
                return await self._look(begun)
        except TimeoutError:
            reason = f"It could not be read within {READ_SECONDS:.0f} seconds."
        except HikeshiError as error:
            reason = error.detail
        except Exception:  # noqa: BLE001 (whatever a stranger's file does, the others are read)
            _log.exception("calendar_not_read", calendar=str(begun.claimed.calendar.id))
            reason = "It could not be read: a defect of Hikeshi, see its log."
        return ReadReport(at=self.clock.now(), reason=reason)

    async def _look(self, begun: BegunReading) -> ReadReport:
        calendar, reading = begun.claimed.calendar, begun.claimed.reading
        etag, last_modified = reading.conditions(self.clock.now())
        got = await self.source.fetch(calendar.url, etag=etag, last_modified=last_modified)
        report = _report(got, self.clock.now())
        return report if got.raw is None else await self._expanded(begun, got.raw, report)

    async def _expanded(self, begun: BegunReading, raw: bytes, report: ReadReport) -> ReadReport:
        calendar, now = begun.claimed.calendar, self.clock.now()
        if calendar.user_id is None:
            return evolve(report, days=await calendar_days(raw, begun.until))
        window = Interval(now - TAKEN_BEFORE, now + TAKEN_AHEAD)
        found = await expand(raw, begun.zone.key, window, skip_empty=True)
        absences = taken_over(found, begun.zone, include_free=calendar.include_free)
        return evolve(report, absences=absences)


def _report(got: FetchedCalendar, at: datetime) -> ReadReport:
    return ReadReport(
        at=at,
        reason=got.reason,
        etag=got.etag,
        last_modified=got.last_modified,
        retry_after=got.retry_after,
    )
