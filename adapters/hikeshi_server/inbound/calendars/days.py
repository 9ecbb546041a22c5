"""The days that a country code, or the calendar of a file, stands for."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from importlib import import_module

from hikeshi.kernel.errors import InvalidError
from hikeshi.kernel.intervals import Interval
from hikeshi.oncall.model.occurrence import Occurrence
from hikeshi_server.inbound.calendars.errors import UnreadableCalendarError
from hikeshi_server.inbound.calendars.expanding import expand

#: Years of which days are looked up; `until` may end them earlier.
FIRST_YEAR, LAST_YEAR = 2000, 2050

_CODE = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")
_DAY = timedelta(days=1)


def is_country_code(name: str) -> bool:
    """Say whether a name has the form of a country (ISO 3166-1) or a part of one (3166-2)."""
    return _CODE.fullmatch(name) is not None


def country_days(name: str, until: date | None) -> tuple[date, ...]:
    """Return the public holidays of a country or a part of one, in order.

    Args:
        name: Such as `JP` or `US-CA`.
        until: The last day wanted; nothing = the end of the last year there is.

    Raises:
        InvalidError: There is no such code.
    """
    if not is_country_code(name):
        raise InvalidError(f"“{name}” is no country code such as JP or US-CA")
    country, _, part = name.partition("-")
    last = LAST_YEAR if until is None else min(until.year, LAST_YEAR)
    # The tables of two hundred countries are loaded only where somebody names one.
    library = import_module("holidays")
    try:
        found = library.country_holidays(
            country, subdiv=part or None, years=range(FIRST_YEAR, last + 1)
        )
    except NotImplementedError:
        raise InvalidError(f"the holidays of “{name}” are not known; list the days") from None
    return tuple(sorted(day for day in found if until is None or day <= until))


async def calendar_days(raw: bytes, until: date | None) -> tuple[date, ...]:
    """Return the days of the events of an iCalendar file, in order; cancelled ones are none.

    Args:
        raw: The file.
        until: The last day wanted; nothing = the end of the last year there is.

    Raises:
        UnreadableCalendarError: It cannot be read, or an event is no whole day.
    """
    last = min(until, date(LAST_YEAR, 12, 31)) if until is not None else date(LAST_YEAR, 12, 31)
    start = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC)
    end = datetime(last.year, last.month, last.day, tzinfo=UTC) + _DAY
    if end <= start:
        return ()
    found = await expand(raw, "UTC", Interval(start, end))
    days = {day for each in found if not each.cancelled for day in _days(each)}
    return tuple(sorted(day for day in days if day <= last))


def _days(each: Occurrence) -> Iterator[date]:
    midnight = each.start.replace(hour=0, minute=0, second=0, microsecond=0)
    if each.start != midnight or (each.end - each.start) % _DAY:
        raise UnreadableCalendarError(
            f"line {each.line}: an event of holidays lasts whole days (VALUE=DATE)"
        )
    day = each.start
    while day < each.end:
        yield day.date()
        day += _DAY
