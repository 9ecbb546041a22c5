"""The iCalendar feed against other people's reader: expanding it gives the shift list back."""

from datetime import UTC

import icalendar
import recurring_ical_events
from hypothesis import given
from tests.oracle.oncall_schedules import read, schedules

from hikeshi.kernel.intervals import Interval
from hikeshi.oncall.model.calendar import calendar_of_schedule
from hikeshi.oncall.model.shift import merged_shifts
from hikeshi_server.inbound.http.calendars.ics import CalendarText, NamedEntry


@given(schedules())
def test_expanding_the_feed_equals_the_shift_list(case):
    """Whatever the zone and its jumps: same people, same bounds, one event each."""
    document, since, until = case
    schedule, window = read(document), Interval(since, until)
    entries = calendar_of_schedule(schedule, window)
    named = tuple(
        NamedEntry(entry=entry, title=str(entry.user_id), url="https://h/s") for entry in entries
    )

    text = CalendarText(name="空, \\; primary", since=since, entries=named).to_ical()
    calendar = icalendar.Calendar.from_ical(text)
    found = [
        (str(event["SUMMARY"]), event["DTSTART"].dt.astimezone(UTC), event["DTEND"].dt)
        for event in recurring_ical_events.of(calendar).between(since, until)
    ]

    assert sorted(found) == sorted(
        (str(shift.user), shift.interval.start, shift.interval.end)
        for shift in merged_shifts(schedule, window)
    )
    assert len({str(event["UID"]) for event in calendar.walk("VEVENT")}) == len(entries)
    assert str(calendar["X-WR-CALNAME"]) == "空, \\; primary"
