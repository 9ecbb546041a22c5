"""Faults as lines for people: where in which file, and why."""

import re

from hikeshi.kernel.errors import Fault, HikeshiError
from hikeshi_server.inbound.files.errors import UnreadableFileError
from hikeshi_server.inbound.files.marks import Marks, Place

_POINTER = re.compile(r"(?<=\s)(?:/[\w~.-]+)+")
_NOWHERE = Place("", 0, 0)


def explain_faults(error: HikeshiError, marks: Marks) -> list[str]:
    """Return a line for each thing wrong, in the order of the files.

    A line reads `hikeshi.yaml:12:9 /schedules/0/time_zone: “Asia/Tokio” is no zone …`.

    Args:
        error: What was refused.
        marks: Where the values of the input stand.
    """
    if isinstance(error, UnreadableFileError):
        return list(error.lines)
    if not error.faults:
        return [error.detail]
    ordered = sorted(error.faults, key=lambda fault: marks.at(fault.pointer) or _NOWHERE)
    return [_line(fault, marks) for fault in ordered]


def _line(fault: Fault, marks: Marks) -> str:
    place = marks.at(fault.pointer)
    detail = _POINTER.sub(lambda found: _placed(found[0], marks), fault.detail)
    where = f"{place} {fault.pointer or '/'}" if place else fault.pointer or "/"
    return f"{where}: {detail}"


def _placed(pointer: str, marks: Marks) -> str:
    """Say where another value stands that a fault speaks of."""
    place = marks.places.get(pointer)
    return f"{pointer} ({place})" if place else pointer
