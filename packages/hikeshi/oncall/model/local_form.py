"""How local times are written: without an offset, and without losing seconds."""

from datetime import datetime, time
from typing import Annotated, Any

from cattrs import override


def read_local(value: object) -> datetime:
    """Read a wall-clock time such as 2026-01-05T09:00:00.

    Raises:
        ValueError: Not a time, or one with an offset.
    """
    try:
        local = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError:
        raise ValueError("must be a local time such as 2026-01-05T09:00:00") from None
    if local.tzinfo is not None:
        raise ValueError("is local to the schedule's time zone: leave the offset out")
    return local.replace(fold=0)


def read_time(value: object) -> time:
    """Read a time of day such as 09:00.

    Raises:
        ValueError: Not a time of day, or one with an offset.
    """
    try:
        at = value if isinstance(value, time) else time.fromisoformat(str(value))
    except ValueError:
        raise ValueError("must be a time of day such as 09:00, in quotes") from None
    if at.tzinfo is not None:
        raise ValueError("is local to the schedule's time zone: leave the offset out")
    return at.replace(fold=0)


def write_time(at: time) -> str:
    """Write a time of day, with seconds only where there are any."""
    return at.isoformat("auto" if at.second or at.microsecond else "minutes")


def _read(value: object, _: Any) -> datetime:
    return read_local(value)


def _read_optional(value: object, _: Any) -> datetime | None:
    return None if value is None else read_local(value)


def _write_optional(local: datetime | None) -> str | None:
    return None if local is None else local.isoformat()


def _read_time(value: object, _: Any) -> time:
    return read_time(value)


#: A naive wall-clock time of the schedule's zone.
LocalTime = Annotated[datetime, override(struct_hook=_read, unstruct_hook=datetime.isoformat)]
#: The same, or nothing.
OptionalLocalTime = Annotated[
    datetime | None, override(struct_hook=_read_optional, unstruct_hook=_write_optional)
]
#: A wall-clock time of some day.
TimeOfDay = Annotated[time, override(struct_hook=_read_time, unstruct_hook=write_time)]
