"""The duty that reads calendars: a real server, everything else in memory."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any

from attrs import evolve
from tests.peers.calendar_server import CalendarServer

from hikeshi.flow.duty import cover_suggestions, schedule_conflicts
from hikeshi.kernel.actor import Role
from hikeshi.kernel.intervals import Interval
from hikeshi.memory import CountingIds, FixedClock, InMemoryTransactions, Store
from hikeshi.notifications.model.notice import Topic
from hikeshi.oncall import ConflictKind, RestRules
from hikeshi.oncall.model.calendar_reading import CalendarReading, ReadingStatus
from hikeshi.oncall.use_cases.claim_calendars import ClaimCalendars
from hikeshi.oncall.use_cases.record_reading import RecordReading
from hikeshi.teams.model.holiday_set import HolidaySet
from hikeshi.testing.builders import START, a_schedule, a_subscribed_calendar, a_user, new_id
from hikeshi_server.inbound.worker.calendar_reader import CalendarReader
from hikeshi_server.outbound.calendars.source import HttpCalendarSource
from hikeshi_server.outbound.http_client import Guard, OutgoingHttp, parse_allowed_ranges

EVENTS = """BEGIN:VEVENT
UID:leave
DTSTART;VALUE=DATE:20260107
DTEND;VALUE=DATE:20260109
SUMMARY:Leave
END:VEVENT
BEGIN:VEVENT
UID:weekly
DTSTART;TZID=Europe/Berlin:20260108T140000
DTEND;TZID=Europe/Berlin:20260108T150000
RRULE:FREQ=WEEKLY;COUNT=3
SUMMARY:Physio
END:VEVENT
BEGIN:VEVENT
UID:birthday
DTSTART:20260108T140000Z
SUMMARY:lasts no time
END:VEVENT
BEGIN:VEVENT
UID:free
DTSTART:20260109T140000Z
DTEND:20260109T150000Z
TRANSP:TRANSPARENT
END:VEVENT
"""


def calendar(events: str) -> str:
    """Return a file with these events."""
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n{events}END:VCALENDAR\n".replace("\n", "\r\n")


class World:
    """Ana, who lives in Tokyo and is on call, and a worker that reads her calendar."""

    def __init__(self, http: OutgoingHttp) -> None:
        self.store, self.clock = Store(), FixedClock(START)
        self.transactions = InMemoryTransactions(self.store, self.clock, CountingIds())
        self.ana = a_user(time_zone="Asia/Tokyo")
        self.ben = a_user()
        self.source = HttpCalendarSource(http, self.clock)
        self.held = False

    def worker(self) -> CalendarReader:
        """Return a worker that has not run yet."""
        return CalendarReader(
            self.transactions,
            self.clock,
            ClaimCalendars(),
            RecordReading(),
            self.source,
            may_send=self._may_send,
        )

    async def _may_send(self) -> bool:
        return not self.held

    async def run(self) -> None:
        """Let a worker do what is due, to its end."""
        worker = self.worker()
        await worker.run_once()
        await worker._slots.finish()

    async def subscribe(self, **fields: Any) -> CalendarReading:
        """Have a calendar read."""
        made = a_subscribed_calendar(**fields)

        async def write(work: Any) -> None:
            await work.users.save_many([self.ana, self.ben])
            await work.subscribed_calendars.save_many([made])
            await work.calendar_readings.save_many(
                [CalendarReading(calendar_id=made.id, due_at=START)]
            )

        await self.transactions.run(write)
        return self.reading

    @property
    def reading(self) -> CalendarReading:
        """How it goes."""
        (found,) = self.store.calendar_readings.rows.values()
        return found


def playing(text: str, play: Callable[[World, CalendarServer], Awaitable[None]]) -> None:
    """Run something in a world with a server that has this file."""

    async def run() -> None:
        async with (
            CalendarServer(text) as server,
            OutgoingHttp(Guard(allow=parse_allowed_ranges("127.0.0.1"))) as http,
        ):
            await play(World(http), server)

    asyncio.run(run())


def test_leave_becomes_absences_and_warns_of_conflicts() -> None:
    """Days on her own clock, hours as instants; her shifts are in conflict, and Ben could cover."""

    async def play(world: World, server: CalendarServer) -> None:
        week = a_schedule().layers[0]
        turns = ((world.ana.id,), (world.ben.id,))
        schedule = a_schedule(layers=(evolve(week, users=turns),))

        async def write(work: Any) -> None:
            await work.schedules.save_many([schedule])

        await world.transactions.run(write)
        await world.subscribe(user_id=world.ana.id, url=server.url)
        await world.run()

        away = list(world.store.unavailabilities.rows.values())
        assert (world.reading.status, world.reading.events) == (ReadingStatus.OK, 4)
        assert world.reading.left_out == 1
        assert [each.first_day for each in away if each.first_day] == [date(2026, 1, 7)]
        assert sorted(each.start.hour for each in away if each.start) == [13, 13, 13]
        days = Interval(START, START + timedelta(days=6))
        found = await world.transactions.run(lambda work: schedule_conflicts(work, schedule, days))
        assert {each.kind for each in found} == {ConflictKind.UNAVAILABLE}
        assert {each.user_id for each in found} == {world.ana.id}
        cover = await world.transactions.run(
            lambda work: cover_suggestions(work, schedule, found[0].interval, RestRules())
        )
        assert [(each.user_id, each.fits) for each in cover] == [
            (world.ben.id, True),
            (world.ana.id, False),
        ]

        world.clock.advance(timedelta(hours=1))
        await world.run()
        assert [bool(asked.get("if-none-match")) for asked in server.asked] == [False, True]
        assert list(world.store.unavailabilities.rows.values()) == away

    playing(calendar(EVENTS), play)


def test_what_cannot_be_read_says_why_and_loses_nothing() -> None:
    """A file that is none, and a server that is away: the last good copy stays."""

    async def play(world: World, server: CalendarServer) -> None:
        await world.subscribe(user_id=world.ana.id, url=server.url)
        await world.run()
        kept = list(world.store.unavailabilities.rows.values())
        server.text = "<html>Sign in</html>"
        world.clock.advance(timedelta(hours=1))
        await world.run()
        assert "no iCalendar file" in world.reading.reason
        server.status = 500
        world.clock.advance(timedelta(hours=1))
        await world.run()

        assert (world.reading.failures, world.reading.reason) == (2, "It answered 500.")
        assert world.reading.due_at >= world.clock.now() + timedelta(minutes=10)
        assert list(world.store.unavailabilities.rows.values()) == kept != []

    playing(calendar(EVENTS), play)


def test_holidays_are_taken_over_up_to_the_last_day_wanted() -> None:
    """The set holds the days of the calendar and says where they come from."""
    events = """BEGIN:VEVENT
UID:new-year
DTSTART;VALUE=DATE:20260101
RRULE:FREQ=YEARLY
TRANSP:TRANSPARENT
END:VEVENT
"""

    async def play(world: World, server: CalendarServer) -> None:
        ours = HolidaySet(id=new_id(), key="ours", until=date(2027, 6, 30))
        await world.transactions.run(lambda work: work.holiday_sets.save_many([ours]))
        await world.subscribe(user_id=None, holiday_set_id=ours.id, url=server.url, name="office")
        await world.run()

        found = world.store.holiday_sets.rows[ours.id]
        assert (found.source, found.version) == ("office", 2)
        assert found.dates == (date(2026, 1, 1), date(2027, 1, 1))

    playing(calendar(events), play)


def test_whoever_administers_is_told_of_holidays_that_cannot_be_read() -> None:
    """Holidays are everybody's: after a day each administrator is told once, and nobody else."""

    async def play(world: World, server: CalendarServer) -> None:
        chief = a_user(role=Role.OWNER)
        left = a_user(role=Role.ADMIN, active=False)
        ours = HolidaySet(id=new_id(), key="ours")

        async def write(work: Any) -> None:
            await work.users.save_many([chief, left])
            await work.holiday_sets.save_many([ours])

        await world.transactions.run(write)
        server.status = 404
        await world.subscribe(user_id=None, holiday_set_id=ours.id, url=server.url, name="office")
        for _ in range(3):
            await world.run()
            world.clock.advance(timedelta(days=1, hours=1))

        (told,) = world.store.notices.rows.values()
        assert (told.user_id, told.topic) == (chief.id, Topic.HOLIDAYS_FAILING)
        assert (told.facts["calendar"], told.facts["reason"]) == ("office", "It answered 404.")

    playing(calendar(EVENTS), play)


def test_a_hold_keeps_it_waiting() -> None:
    """While nothing may leave, nobody is asked."""

    async def play(world: World, server: CalendarServer) -> None:
        world.held = True
        await world.subscribe(user_id=world.ana.id, url=server.url)
        await world.run()

        assert (world.reading.status, server.asked) == (ReadingStatus.WAITING, [])

    playing(calendar(EVENTS), play)
