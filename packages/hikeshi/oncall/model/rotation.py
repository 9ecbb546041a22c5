"""How long a turn lasts and when hand-offs fall, counted on the local clock from an anchor."""

from calendar import monthrange
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated

from attrs import frozen
from cattrs import override

from hikeshi.kernel.errors import InvalidError, Sentence
from hikeshi.kernel.local_time import FIRST_LOCAL, LAST_LOCAL

_LONGEST = 10_000
_LONGEST_SECONDS = 10 * 366 * 86_400


class RotationType(StrEnum):
    """The unit in which a rotation counts."""

    HOURLY = "hourly"
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    CUSTOM = "custom"


_UNITS = {
    RotationType.HOURLY: timedelta(hours=1),
    RotationType.DAILY: timedelta(days=1),
    RotationType.WEEKLY: timedelta(weeks=1),
}


@frozen
class Rotation:
    """Hand-off number k falls at anchor + k × length on the local clock ("On-call 3" and "8").

    Args:
        type: The unit.
        length: How many units a turn lasts; 1 for `custom`.
        length_seconds: The length of a `custom` turn, in seconds of wall-clock time.
    """

    type: RotationType
    length: int = 1
    length_seconds: Annotated[int | None, override(omit_if_default=True)] = None

    def __attrs_post_init__(self) -> None:
        if not 1 <= self.length <= _LONGEST:
            raise InvalidError.at("/length", Sentence("must be 1 to {most}", most=_LONGEST))
        custom = self.type is RotationType.CUSTOM
        if custom and self.length != 1:
            raise InvalidError.at("/length", "is 1 for a custom rotation: use length_seconds")
        if custom and self.length_seconds is None:
            raise InvalidError.at("/length_seconds", "is required for a custom rotation")
        if self.length_seconds is None:
            return
        if not custom:
            raise InvalidError.at("/length_seconds", "belongs to custom rotations: use length")
        if not 1 <= self.length_seconds <= _LONGEST_SECONDS:
            raise InvalidError.at("/length_seconds", "must be 1 second to ten years, in seconds")

    @property
    def span(self) -> timedelta | None:
        """The length of every turn on the local clock; nothing where months decide."""
        if self.length_seconds is not None:
            return timedelta(seconds=self.length_seconds)
        unit = _UNITS.get(self.type)
        return None if unit is None else unit * self.length

    def hand_off(self, anchor: datetime, number: int) -> datetime:
        """Return the local time at which turn `number` begins; it may be negative.

        Beyond the calendar it is the calendar's first or last moment.
        """
        span = self.span
        try:
            if span is not None:
                return anchor + span * number
            return _plus_months(anchor, self.length * number)
        except (OverflowError, ValueError):
            return LAST_LOCAL if number > 0 else FIRST_LOCAL

    def turn_at(self, anchor: datetime, local: datetime) -> int:
        """Return the number of the turn that a local time belongs to."""
        span = self.span
        if span is not None:
            return (local - anchor) // span
        months = (local.year - anchor.year) * 12 + local.month - anchor.month
        number = months // self.length
        return number - 1 if self.hand_off(anchor, number) > local else number


def _plus_months(anchor: datetime, months: int) -> datetime:
    # Always counted from the anchor, so that day 31 comes back after a shorter month.
    year, month = divmod(anchor.year * 12 + anchor.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise ValueError("beyond the calendar")
    day = min(anchor.day, monthrange(year, month + 1)[1])
    return anchor.replace(year=year, month=month + 1, day=day)
