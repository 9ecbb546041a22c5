"""Read and expand an iCalendar file (RFC 5545); run by `child`, which may be killed."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events

from hikeshi.kernel.intervals import Interval
from hikeshi.kernel.local_time import first_instant
from hikeshi.oncall.model.occurrence import Occurrence
from hikeshi_server.inbound.calendars.errors import UnreadableCalendarError, check_kind

#: Occurrences of one import; a year of hand-offs every four hours is fewer.
MOST_OCCURRENCES = 5_000
_LINE, _SINGLE = "X-HIKESHI-LINE", "X-HIKESHI-SINGLE"
_REPEATING = ("RRULE", "RDATE", "RECURRENCE-ID")


def read_occurrences(
    raw: bytes, zone: ZoneInfo, window: Interval, *, skip_empty: bool = False
) -> list[Occurrence]:
    """Return the occurrences of a span of time, in order of their start.

    Args:
        raw: The file.
        zone: Where days and times without a zone are.
        window: What is asked about; half-open.
        skip_empty: Leave events out that last no time, instead of refusing the file.

    Raises:
        UnreadableCalendarError: It cannot be read, or not within the limits.
    """
    calendar = _parse(raw)
    lines = list(_event_lines(raw))
    for event, line in zip(calendar.walk("VEVENT"), lines, strict=False):
        if "UID" not in event or "DTSTART" not in event:
            raise UnreadableCalendarError(f"line {line}: the event has no UID or no DTSTART")
        if "DTEND" in event and _backwards(event["DTSTART"].dt, event["DTEND"].dt):
            raise UnreadableCalendarError(f"line {line}: the event does not end after it starts")
        event[_LINE] = str(line)
        event[_SINGLE] = "" if any(name in event for name in _REPEATING) else "yes"
    query: Any = recurring_ical_events.of(calendar)
    found: list[Occurrence] = []
    for event in query.between(window.start, window.end):
        if skip_empty and _is_empty(event):
            continue
        occurrence = _occurrence(event, zone)
        if occurrence.end > window.start and occurrence.start < window.end:
            found.append(occurrence)
        if len(found) > MOST_OCCURRENCES:
            raise UnreadableCalendarError(f"it has more than {MOST_OCCURRENCES} occurrences")
    return sorted(found, key=lambda each: (each.start, each.line))


def _parse(raw: bytes) -> Any:
    check_kind(raw)
    try:
        calendar = icalendar.Calendar.from_ical(raw)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        reason = str(error)[:200]
        raise UnreadableCalendarError(f"it is no iCalendar file: {reason}") from None
    if calendar.name != "VCALENDAR":
        raise UnreadableCalendarError("it does not begin with BEGIN:VCALENDAR")
    return calendar


def _event_lines(raw: bytes) -> Iterator[int]:
    for number, line in enumerate(raw.splitlines(), start=1):
        if line.strip().upper() == b"BEGIN:VEVENT":
            yield number


def _occurrence(event: Any, zone: ZoneInfo) -> Occurrence:
    line = int(event.get(_LINE, "1"))
    start, end = _instant(event["DTSTART"].dt, zone), _instant(_end(event, line), zone)
    if end <= start:
        raise UnreadableCalendarError(f"line {line}: the event does not end after it starts")
    recurrence = event.get("RECURRENCE-ID")
    single = event.get(_SINGLE) == "yes" or recurrence is None
    original = "" if single else f"{_instant(recurrence.dt, zone):%Y%m%dT%H%M%SZ}"
    return Occurrence(
        line=line,
        uid=str(event["UID"]),
        recurrence=original,
        start=start,
        end=end,
        summary=str(event.get("SUMMARY", "")).strip(),
        emails=_emails(event.get("ATTENDEE")),
        organizer=_email(event.get("ORGANIZER", "")),
        cancelled=str(event.get("STATUS", "")).upper() == "CANCELLED",
        whole_days=not isinstance(event["DTSTART"].dt, datetime),
        free=str(event.get("TRANSP", "")).upper() == "TRANSPARENT",
    )


def _end(event: Any, line: int) -> Any:
    if "DTEND" not in event:
        raise UnreadableCalendarError(f"line {line}: the event has no DTEND and no DURATION")
    return event["DTEND"].dt


def _backwards(start: Any, end: Any) -> bool:
    try:
        return bool(end < start)
    except TypeError:
        return True


def _is_empty(event: Any) -> bool:
    return "DTEND" not in event or bool(event["DTEND"].dt == event["DTSTART"].dt)


def _instant(value: Any, zone: ZoneInfo) -> datetime:
    if not isinstance(value, datetime):
        if not isinstance(value, date):
            raise UnreadableCalendarError("a time of an event is neither a date nor a time")
        return first_instant(datetime.combine(value, time()), zone)
    return first_instant(value, zone) if value.tzinfo is None else value.astimezone(UTC)


def _emails(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    return tuple(map(_email, value)) if isinstance(value, list) else (_email(value),)


def _email(value: Any) -> str:
    text = str(value).strip()
    return text[7:] if text[:7].casefold() == "mailto:" else text
