"""Suites for SubscribedCalendarRepository, CalendarReadingRepository and CalendarSource."""
# ruff: noqa: S101 - a suite asserts

from datetime import timedelta
from typing import Any

from attrs import evolve

from hikeshi.flow.work import Transactions
from hikeshi.kernel.ids import HolidaySetId, SubscribedCalendarId
from hikeshi.oncall.model.calendar_reading import CalendarReading, FetchedCalendar
from hikeshi.oncall.model.subscribed_calendar import SubscribedCalendar
from hikeshi.oncall.ports import CalendarSource
from hikeshi.testing.builders import START, a_subscribed_calendar, new_id
from hikeshi.testing.conformance import Check
from hikeshi.testing.conformance.documents import documents_checks

LATER = START + timedelta(minutes=1)
LEASE = timedelta(minutes=2)


def _calendar(**changes: Any) -> SubscribedCalendar:
    return a_subscribed_calendar(
        **{
            "user_id": None,
            "holiday_set_id": HolidaySetId(new_id()),
            "name": "祝日",
            "include_free": True,
            "refresh_seconds": 900,
            **changes,
        }
    )


def _reading(**changes: Any) -> CalendarReading:
    reading = CalendarReading(calendar_id=SubscribedCalendarId(new_id()), due_at=START)
    return evolve(reading, **changes)


async def keeps_every_field_of_a_reading(transactions: Transactions) -> None:
    """What is read equals what was written, first and after a change, until it is removed."""
    first = _reading()
    changed = evolve(
        first,
        lease_until=LATER,
        attempt=3,
        etag='W/"火"',
        last_modified="Mon, 05 Jan 2026 00:00:00 GMT",
        tried_at=LATER,
        read_at=START,
        expanded_at=START,
        failing_since=LATER,
        failures=2,
        reason="火",
        events=7,
        left_out=1,
    )
    ids = (first.calendar_id, SubscribedCalendarId(new_id()))
    for reading in (first, changed):
        await transactions.run(
            lambda work, reading=reading: work.calendar_readings.save_many([reading])  # type: ignore[misc]
        )
        for read in (
            await transactions.run(lambda work: work.calendar_readings.get_many(ids)),
            await transactions.run(lambda work: work.calendar_readings.lock_many(ids)),
        ):
            assert read == {first.calendar_id: reading}
    await transactions.run(lambda work: work.calendar_readings.delete_many(ids))
    assert not await transactions.run(lambda work: work.calendar_readings.get_many(ids))


async def finds_due_readings_longest_due_first(transactions: Transactions) -> None:
    """Due ones nobody reads, and those whose reader died; not more than asked for."""
    late, later = _reading(), _reading(due_at=LATER)
    lost = _reading(due_at=START - LEASE, lease_until=LATER)
    busy = _reading(lease_until=LATER + LEASE)
    future = _reading(due_at=LATER + LEASE)
    every = [later, late, lost, busy, future]
    await transactions.run(lambda work: work.calendar_readings.save_many(every))

    found = await transactions.run(lambda work: work.calendar_readings.lock_due(LATER, 9))
    one = await transactions.run(lambda work: work.calendar_readings.lock_due(LATER, 1))

    assert found == [lost, late, later]
    assert one == [lost]


async def knows_when_a_reading_is_due(transactions: Transactions) -> None:
    """The next instant is that of a due one, or that at which a lease runs out."""
    assert await transactions.run(lambda work: work.calendar_readings.next_due_at()) is None
    busy, waiting = _reading(lease_until=LATER + LEASE), _reading(due_at=LATER + 2 * LEASE)
    await transactions.run(lambda work: work.calendar_readings.save_many([busy, waiting]))

    found = await transactions.run(lambda work: work.calendar_readings.next_due_at())

    assert found == LATER + LEASE


async def exercise_calendar_source(source: CalendarSource, url: str, raw: bytes) -> FetchedCalendar:
    """Check a CalendarSource at which a calendar is, and nothing beside it; return the answer."""
    got = await source.fetch(url, etag="", last_modified="")
    assert (got.raw, got.unchanged, got.reason) == (raw, False, "")
    assert got.etag, "it says which version it is"
    again = await source.fetch(url, etag=got.etag, last_modified=got.last_modified)
    assert (again.raw, again.unchanged, again.reason) == (None, True, "")
    assert (again.etag, again.last_modified) == (got.etag, got.last_modified)
    return got


async def lists_those_about_somebody(transactions: Transactions) -> None:
    """Those of people and of sets of holidays, by id, with where they are."""
    person, days, other = a_subscribed_calendar(), _calendar(), a_subscribed_calendar()
    await transactions.run(lambda work: work.subscribed_calendars.save_many([other, days, person]))
    for owners, expected in (
        ([person.user_id, days.holiday_set_id], [person, days]),
        ([days.holiday_set_id], [days]),
        ([new_id()], []),
    ):
        found = await transactions.run(
            lambda work, owners=owners: work.subscribed_calendars.list_about(owners)  # type: ignore[misc]
        )

        assert found == expected


SUBSCRIBED_CALENDAR_REPOSITORY = (
    *documents_checks(lambda work: work.subscribed_calendars, _calendar, keyed=False),
    lists_those_about_somebody,
)
CALENDAR_READING_REPOSITORY: tuple[Check, ...] = (
    keeps_every_field_of_a_reading,
    finds_due_readings_longest_due_first,
    knows_when_a_reading_is_due,
)
