"""Holidays that a file names by a country code or a calendar beside it: looked up as it is read.

What is handed on holds the days, and the name for whoever wants to know where they come from.
"""

import asyncio
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

from hikeshi.configuration import Calendars
from hikeshi.kernel.errors import InvalidError
from hikeshi_server.inbound.calendars.days import calendar_days, country_days, is_country_code
from hikeshi_server.inbound.files.errors import UnreadableFileError
from hikeshi_server.inbound.files.marks import Marked

#: A calendar of holidays; half a century of a country is a tenth of it.
LARGEST_CALENDAR = 1024 * 1024


def with_days(marked: Marked, path: Path) -> Marked:
    """Return the file with the days of every name in its `holidays`.

    Args:
        marked: A configuration.
        path: Where it stands; calendars are named relative to its directory.

    Raises:
        UnreadableFileError: Names that stand for nothing, each with its place.
    """
    sources = list(_named(marked.value))
    if not sources:
        return marked
    entries, faults = list(marked.value["holidays"]), []
    for index, name, until in sources:
        try:
            days = calendars_beside(path.parent)(name, until)
        except InvalidError as error:
            pointer = f"/holidays/{index}/source"
            faults.append(f"{marked.marks.at(pointer) or path} {pointer}: {error.detail}")
            continue
        found = {"name": name, "dates": [day.isoformat() for day in days]}
        entries[index] = {**entries[index], "source": found}
    if faults:
        raise UnreadableFileError(faults)
    return Marked({**marked.value, "holidays": entries}, marked.marks)


def calendars_beside(directory: Path) -> Calendars:
    """Return what looks up country codes, and calendars by their paths from a directory."""

    def look_up(name: str, until: date | None) -> tuple[date, ...]:
        try:
            return _days(name, until, directory)
        except (InvalidError, OSError) as error:
            reason = error.detail if isinstance(error, InvalidError) else error.strerror
            raise InvalidError(f"“{name}”: {reason}") from None

    return look_up


def _named(value: Any) -> Iterator[tuple[int, str, date | None]]:
    """Yield the place, the name and the last day of each set whose days are not listed."""
    entries = value.get("holidays") if isinstance(value, Mapping) else None
    for index, entry in enumerate(entries if isinstance(entries, list) else ()):
        source = entry.get("source") if isinstance(entry, Mapping) else None
        if isinstance(source, str):
            yield index, source, _date(entry.get("until"))


def _date(value: object) -> date | None:
    """Read a day; what is none is refused with everything else that is wrong."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _days(name: str, until: date | None, directory: Path) -> tuple[date, ...]:
    if is_country_code(name):
        return country_days(name, until)
    if "://" in name:
        raise InvalidError(
            "commands on files fetch nothing: save the calendar beside the file and name it"
        )
    path = directory / name
    if Path(name).is_absolute() or path.suffix.casefold() != ".ics":
        raise InvalidError(
            "must be a country code such as JP or US-CA, the path of an .ics file relative to this "
            "one, or {dates: […]}"
        )
    if path.stat().st_size > LARGEST_CALENDAR:
        raise InvalidError(f"is larger than {LARGEST_CALENDAR >> 20} MiB")
    raw = path.read_bytes()
    # On a thread of its own, for whoever reads files may be inside a loop already.
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(lambda: asyncio.run(calendar_days(raw, until))).result()
