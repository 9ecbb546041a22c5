"""Conditions of steps, support hours and holidays in a file."""

from datetime import date
from typing import Annotated

from attrs import frozen
from cattrs import override

from hikeshi.kernel.condition import ConditionHours
from hikeshi.kernel.local_hours import DailyHours
from hikeshi.kernel.severity import Severity, Urgency

_omitted = override(omit_if_default=True)


@frozen(kw_only=True)
class HolidayConditionDocument:
    """Whether the day is one of a set of holidays."""

    set: str
    on: bool = True
    time_zone: Annotated[str | None, _omitted] = None


@frozen(kw_only=True)
class ConditionDocument:
    """What must hold for a step to run; every part that is given."""

    severities: Annotated[tuple[Severity, ...], _omitted] = ()
    urgencies: Annotated[tuple[Urgency, ...], _omitted] = ()
    times: Annotated[tuple[ConditionHours, ...], _omitted] = ()
    holidays: Annotated[HolidayConditionDocument | None, _omitted] = None


@frozen(kw_only=True)
class SupportHoursDocument:
    """When people of a service are at work."""

    time_zone: str
    windows: tuple[DailyHours, ...]
    holidays: tuple[str, ...] = ()
    always_high: tuple[Severity, ...] = ()


@frozen(kw_only=True)
class HolidaySourceDocument:
    """Where holidays come from: a name, written as plain text, or a list of days.

    Args:
        name: A country code such as `JP` or `US-CA`, or the path of an iCalendar. Beside days it
            only says where these were looked up.
    """

    name: str | None = None
    dates: tuple[date, ...] | None = None


@frozen(kw_only=True)
class HolidaySetDocument:
    """Days on which nobody works."""

    key: str
    source: HolidaySourceDocument
    until: date | None = None
