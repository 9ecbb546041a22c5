"""How local times are written: without an offset, and without losing seconds."""

import re
from collections.abc import Callable
from datetime import datetime, time
from typing import Annotated, Any, TypeVar

from cattrs import override

T = TypeVar("T")

#: The standard library also reads 1020 as 10:20, and weeks; a file should not.
_LOCAL = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d([.,]\d{1,6})?)?")
_TIME = re.compile(r"\d\d:\d\d(:\d\d([.,]\d{1,6})?)?")
_OFFSET = re.compile(r".*\d\d:\d\d.*([Zz]|[+-]\d\d:?\d\d)")
_NO_OFFSET = "is a local time: leave the offset out"


def read_local(value: object) -> datetime:
    """Read a wall-clock time such as 2026-01-05T09:00:00.

    Raises:
        ValueError: Not a time, or one with an offset.
    """
    text = value.isoformat() if isinstance(value, datetime) else value
    expected = "must be a local time such as 2026-01-05T09:00:00"
    return _parsed(datetime.fromisoformat, text, _LOCAL, expected)


def read_time(value: object) -> time:
    """Read a time of day such as 09:00.

    Raises:
        ValueError: Not a time of day, or one with an offset.
    """
    text = value.isoformat() if isinstance(value, time) else value
    return _parsed(time.fromisoformat, text, _TIME, "must be a time of day such as 09:00")


def _parsed(parse: Callable[[str], T], text: object, form: re.Pattern[str], expected: str) -> T:
    if not isinstance(text, str):
        raise ValueError(f"{expected}, in quotes")
    if _OFFSET.fullmatch(text):
        raise ValueError(_NO_OFFSET)
    if not form.fullmatch(text):
        raise ValueError(expected)
    try:
        return parse(text)
    except ValueError as error:
        raise ValueError(f"{expected}: {error}") from None


def write_time(at: time) -> str:
    """Write a time of day, with seconds only where there are any."""
    return at.isoformat("auto" if at.second or at.microsecond else "minutes")


def _read(value: object, _: Any) -> datetime:
    return read_local(value)


def _read_optional(value: object, _: Any) -> datetime | None:
    return None if value is None else read_local(value)


def _write_optional(local: datetime | None) -> str | None:
    return None if local is None else local.isoformat()


def read_time_of_day(value: object, _: Any) -> time:
    """Read a time of day, as a hook of a converter."""
    return read_time(value)


#: A naive wall-clock time of the schedule's zone.
LocalTime = Annotated[datetime, override(struct_hook=_read, unstruct_hook=datetime.isoformat)]
#: The same, or nothing.
OptionalLocalTime = Annotated[
    datetime | None, override(struct_hook=_read_optional, unstruct_hook=_write_optional)
]
#: A wall-clock time of some day.
TimeOfDay = Annotated[time, override(struct_hook=read_time_of_day, unstruct_hook=write_time)]
