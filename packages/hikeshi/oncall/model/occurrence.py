"""One occurrence of a calendar event, and what an import makes of it."""

from datetime import datetime

from attrs import frozen

#: What the sources of imported overrides begin with.
_MARK = "ics:"
#: RFC 7986 (5.3) asks for UIDs below 255 octets.
LONGEST_UID = 255


@frozen(kw_only=True)
class Occurrence:
    """One occurrence of a calendar event (RFC 5545).

    Args:
        line: Where its event begins in the file, from 1.
        uid: Which event.
        recurrence: Which occurrence of one that repeats, by its original start; else empty.
        start: The first instant; of a whole day, its midnight in the schedule's zone.
        end: The first instant after it.
        summary: Its title.
        emails: Those of the attendees, in order.
        organizer: The e-mail address of whoever made it; empty where nobody says.
        cancelled: It does not take place.
        whole_days: It lasts whole days (`VALUE=DATE`), wherever one is.
        free: It blocks no time (`TRANSP:TRANSPARENT`).
    """

    line: int
    uid: str
    recurrence: str = ""
    start: datetime
    end: datetime
    summary: str = ""
    emails: tuple[str, ...] = ()
    organizer: str = ""
    cancelled: bool = False
    whole_days: bool = False
    free: bool = False

    @property
    def source(self) -> str:
        """The same for the same occurrence in every file, whatever else changed about it."""
        return f"{_MARK}{self.uid}#{self.recurrence}"


def event_of(source: str | None) -> str | None:
    """Return the UID of the event an override was imported from, if it was imported."""
    if source is None or not source.startswith(_MARK):
        return None
    return source.removeprefix(_MARK).rpartition("#")[0]
