"""Take in what came of reading a calendar."""

from datetime import date, timedelta

from attrs import evolve
from tests.unit.oncall.builders import span
from tests.unit.oncall.calendars import Shelf

from hikeshi.oncall import UnavailabilityDraft
from hikeshi.oncall.use_cases.claim_calendars import LEASE, ClaimCalendars
from hikeshi.oncall.use_cases.record_reading import RecordReading

DAY = span("2026-01-20", "2026-01-21")
HOURS = UnavailabilityDraft(start=DAY.start, end=DAY.end, reason="surgery")
DAYS = UnavailabilityDraft(first_day=date(2026, 2, 2), last_day=date(2026, 2, 6))


async def test_absences_are_as_the_calendar_has_them():
    """What is new is added, what is gone is gone, and what stays keeps its identity."""
    shelf = Shelf()
    made = await shelf.subscribed()
    await shelf.read(made, HOURS, DAYS)
    first = {each.first_day: each.id for each in shelf.absences}
    shelf.clock.advance(timedelta(hours=1))
    await shelf.read(made, DAYS, evolve(HOURS, reason="spa"))

    assert {each.source for each in shelf.absences} == {f"ics:{made.id}"}
    assert {each.reason for each in shelf.absences} == {None, "spa"}
    assert next(e.id for e in shelf.absences if e.first_day) == first[date(2026, 2, 2)]
    event = shelf.events[-1]
    assert (event.added, event.removed, "surgery" in repr(shelf.events)) == (1, 1, False)


async def test_the_last_good_copy_outlives_failures():
    """A server that is away says nothing about when somebody is."""
    shelf = Shelf()
    made = await shelf.subscribed()
    await shelf.read(made, HOURS)
    before = shelf.absences
    for _ in range(2):
        shelf.clock.advance(timedelta(hours=25))
        await shelf.read(made, reason="It answered 500.")

    assert shelf.absences == before
    assert shelf.reading(made).reason == "It answered 500."
    assert shelf.names()[-1] == "CalendarFailing"
    assert shelf.names().count("CalendarFailing") == 1
    (notice,) = shelf.store.notices.rows.values()
    assert notice.facts["reason"] == "It answered 500."


async def test_nothing_new_is_no_event():
    """A calendar that says the same every hour fills no journal."""
    shelf = Shelf()
    made = await shelf.subscribed()
    await shelf.read(made, HOURS)
    written = shelf.names()
    shelf.clock.advance(timedelta(hours=1))
    await shelf.read(made, HOURS)

    assert shelf.names() == written


async def test_an_attempt_that_outlived_its_lease_counts_not():
    """Whoever took over knows better."""
    shelf = Shelf()
    made = await shelf.subscribed()
    old = await shelf.read(made, HOURS)
    shelf.clock.advance(timedelta(hours=1))
    await shelf.do(ClaimCalendars(), 9)
    shelf.clock.advance(LEASE)
    await shelf.do(RecordReading(), old)

    assert shelf.reading(made).lease_until is not None
