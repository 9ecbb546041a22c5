"""What a check of the configuration found, and where."""

from datetime import timedelta
from enum import StrEnum

from attrs import frozen


class Gravity(StrEnum):
    """How bad a finding is; the values order findings of one place."""

    ERROR = "error"  # somebody will not be told
    WARNING = "warning"  # somebody may not be told, or not as they think


@frozen
class Finding:
    """Something that works otherwise than its author thinks.

    Args:
        code: Which check found it.
        pointer: JSON pointer into a file that lists everything in the directory's order.
        detail: A sentence: what is wrong and what to do.
    """

    code: str
    gravity: Gravity
    pointer: str
    detail: str


def error(code: str, pointer: str, detail: str) -> Finding:
    """Return a finding because of which somebody will not be told."""
    return Finding(code, Gravity.ERROR, pointer, detail)


def warning(code: str, pointer: str, detail: str) -> Finding:
    """Return a finding because of which somebody may not be told."""
    return Finding(code, Gravity.WARNING, pointer, detail)


def span(duration: timedelta) -> str:
    """Write a span of time for people."""
    seconds = int(duration.total_seconds())
    if seconds and seconds % 3600 == 0:
        return f"{seconds // 3600} h"
    return f"{seconds // 60} min" if seconds and seconds % 60 == 0 else f"{seconds} s"
