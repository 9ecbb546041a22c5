"""What is wrong with a calendar file."""

from hikeshi.kernel.errors import InvalidError


class UnreadableCalendarError(InvalidError):
    """The file is no iCalendar file."""


def check_kind(raw: bytes) -> None:
    """Refuse what is something else altogether, before anything is started for it.

    Raises:
        UnreadableCalendarError: It has no calendar in it.
    """
    if b"BEGIN:VCALENDAR" not in raw.upper():
        raise UnreadableCalendarError("it is no iCalendar file: it has no BEGIN:VCALENDAR")
