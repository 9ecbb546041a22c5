"""Write shifts as iCalendar (RFC 5545, RFC 7986)."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from attrs import frozen
from icalendar import Calendar, Event

from hikeshi.oncall.model.calendar import CalendarEntry

MEDIA_TYPE = "text/calendar; charset=utf-8"
#: How often calendar programs are asked to come back.
REFRESH_EVERY = timedelta(hours=1)


@frozen(kw_only=True)
class NamedEntry:
    """A shift and what people call it.

    Args:
        title: The person and the schedule.
        url: Where the console shows the schedule.
    """

    entry: CalendarEntry
    title: str
    url: str


@frozen(kw_only=True)
class CalendarText:
    """All a calendar says.

    Args:
        name: What calendar programs list it under.
        since: Where the window shown begins; it stands for the instant of revision, which
            `SEQUENCE` tells more exactly.
    """

    name: str
    since: datetime
    entries: Sequence[NamedEntry]

    @property
    def tag(self) -> str:
        """An entity tag that changes with anything the calendar says, quotes included."""
        told = repr((self.name, self.since, self.entries)).encode("utf-8", "surrogatepass")
        return f'"{hashlib.sha256(told).hexdigest()[:32]}"'

    def to_ical(self) -> bytes:
        """Return the calendar; times are in UTC, so it needs no time zones."""
        calendar = Calendar()
        calendar.add("prodid", "-//Hikeshi//On-call shifts//EN")
        calendar.add("version", "2.0")
        calendar.add("calscale", "GREGORIAN")
        calendar.add("method", "PUBLISH")
        calendar.add("name", self.name)
        calendar.add("x-wr-calname", self.name)
        calendar.add("refresh-interval", REFRESH_EVERY, parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", "PT1H")
        for named in self.entries:
            calendar.add_component(_event(named, self.since))
        return bytes(calendar.to_ical())


def _event(named: NamedEntry, stamp: datetime) -> Event:
    entry = named.entry
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", stamp)
    event.add("dtstart", entry.interval.start.astimezone(UTC))
    event.add("dtend", entry.interval.end.astimezone(UTC))
    event.add("summary", named.title)
    event.add("sequence", entry.edition)
    event.add("url", named.url)
    # To be on call is no appointment: the hours stay free for meetings.
    event.add("transp", "TRANSPARENT")
    return event
