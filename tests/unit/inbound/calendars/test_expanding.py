"""Calendar files are read in a process of their own, within limits."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from hikeshi.kernel.intervals import Interval
from hikeshi_server.inbound.calendars.errors import UnreadableCalendarError
from hikeshi_server.inbound.calendars.expanding import expand
from hikeshi_server.inbound.calendars.reading import MOST_OCCURRENCES, read_occurrences

WINDOW = Interval(datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))
TOKYO = ZoneInfo("Asia/Tokyo")


def calendar(*events):
    """A file of these events."""
    body = "".join(f"BEGIN:VEVENT\r\n{event}\r\nEND:VEVENT\r\n" for event in events)
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{body}END:VCALENDAR\r\n".encode()


def event(*lines, uid="1"):
    """An event of these lines."""
    return "\r\n".join((f"UID:{uid}", "DTSTAMP:20260101T000000Z", *lines))


def read(*events):
    """Read events in this process."""
    return read_occurrences(calendar(*events), TOKYO, WINDOW)


def test_a_series_keeps_local_time_and_its_exceptions():
    """Over a jump of the clock, with one occurrence left out, one moved, one cancelled."""
    weekly = event(
        "DTSTART;TZID=Europe/Berlin:20260323T090000",
        "DTEND;TZID=Europe/Berlin:20260323T170000",
        "RRULE:FREQ=WEEKLY;COUNT=4",
        "EXDATE;TZID=Europe/Berlin:20260330T090000",
        "SUMMARY:Ana",
    )
    moved = event(
        "RECURRENCE-ID;TZID=Europe/Berlin:20260406T090000",
        "DTSTART:20260407T000000Z",
        "DTEND:20260407T010000Z",
        "ATTENDEE;CN=Ben:MAILTO:ben@example.org",
    )
    off = event(
        "RECURRENCE-ID;TZID=Europe/Berlin:20260413T090000",
        "DTSTART;TZID=Europe/Berlin:20260413T090000",
        "DTEND;TZID=Europe/Berlin:20260413T170000",
        "STATUS:CANCELLED",
    )

    first, second, third = read(weekly, moved, off)

    assert (first.start, first.recurrence) == (
        datetime(2026, 3, 23, 8, tzinfo=UTC),
        "20260323T080000Z",
    )
    assert (second.recurrence, second.emails) == ("20260406T070000Z", ("ben@example.org",))
    assert third.cancelled
    assert (first.line, second.line) == (3, 12)


def test_days_and_floating_times_are_in_the_schedules_zone():
    """Midnight of a whole day is that of the schedule; a single event has no recurrence."""
    day, floating = read(
        event("DTSTART;VALUE=DATE:20260110"),
        event("DTSTART:20260111T090000", "DURATION:PT8H", uid="2"),
    )

    assert (day.start, day.end) == (
        datetime(2026, 1, 9, 15, tzinfo=UTC),
        datetime(2026, 1, 10, 15, tzinfo=UTC),
    )
    assert floating.start == datetime(2026, 1, 11, 0, tzinfo=UTC)
    assert day.recurrence == floating.recurrence == ""


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"hello", "no iCalendar"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT", "no iCalendar"),
        (calendar("SUMMARY:x"), "no UID"),
        (calendar(event("DTSTART:20260110T000000Z")), "end"),
        (calendar(event("DTSTART:20260110T000000Z", "DTEND:20260109T000000Z")), "end"),
        (calendar(event("DTSTART:nonsense", "DTEND:20260109T000000Z")), ""),
    ],
)
async def test_what_cannot_be_read_says_why(raw, reason):
    """Faults of a file are refused, wherever they show."""
    with pytest.raises(UnreadableCalendarError) as refused:
        await expand(raw, "Asia/Tokyo", WINDOW)
    assert reason in refused.value.detail


def test_too_many_occurrences_are_refused():
    """A series of minutes is no rota."""
    minutes = event("DTSTART:20260101T000000Z", "DTEND:20260101T000100Z", "RRULE:FREQ=HOURLY")
    with pytest.raises(UnreadableCalendarError) as refused:
        read(minutes)
    assert str(MOST_OCCURRENCES) in refused.value.detail


async def test_a_rule_that_takes_for_ever_is_given_up():
    """The process that counts the seconds is ended, and the file refused."""
    seconds = event(
        "DTSTART:20260101T000000Z", "DTEND:20260101T000001Z",
        "RRULE:FREQ=SECONDLY",
    )  # fmt: skip
    with pytest.raises(UnreadableCalendarError) as refused:
        await expand(calendar(seconds), "UTC", WINDOW, cpu_seconds=1)
    assert "limits" in refused.value.detail or "long" in refused.value.detail


async def test_what_comes_back_from_the_process_is_what_was_read():
    """Every field survives the way between the processes."""
    raw = calendar(event("DTSTART:20260110T000000Z", "DTEND:20260111T000000Z", "SUMMARY:空"))

    assert await expand(raw, "Asia/Tokyo", WINDOW) == tuple(read_occurrences(raw, TOKYO, WINDOW))
