"""When a step, or a personal rule, applies at all: severity, urgency, hours and holidays."""

from datetime import datetime
from enum import StrEnum

from attrs import evolve, field, frozen

from hikeshi.kernel.almanac import Almanac
from hikeshi.kernel.errors import InvalidError
from hikeshi.kernel.ids import HolidaySetId
from hikeshi.kernel.local_hours import DailyHours, LocalHours
from hikeshi.kernel.severity import Severity, Urgency
from hikeshi.kernel.time_zones import time_zone

#: In place of a zone: the hours are those of each person it is about.
RESPONDER = "responder"


@frozen(kw_only=True)
class ConditionHours(DailyHours):
    """Hours on certain weekdays, in one zone or in that of each person.

    Args:
        time_zone: IANA name, or `responder`.
    """

    time_zone: str

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        if not self.of_responder:
            _check_zone(self.time_zone)

    @property
    def of_responder(self) -> bool:
        """Say whether each person's own zone counts."""
        return self.time_zone == RESPONDER

    def hours_in(self, zone: str) -> LocalHours:
        """Return the hours in their own zone, or else in that of a person."""
        named = zone if self.of_responder else self.time_zone
        return LocalHours(time_zone=named, windows=(self,))


@frozen(kw_only=True)
class HolidayCondition:
    """Whether the day is one of a set of holidays.

    Args:
        on: False: only on days that are none.
        time_zone: Whose day it is, as an IANA name; nothing = that of the hours beside it.
    """

    set_id: HolidaySetId
    on: bool = True
    time_zone: str | None = None

    def __attrs_post_init__(self) -> None:
        if self.time_zone is not None:
            _check_zone(self.time_zone)


@frozen(kw_only=True)
class Condition:
    """What must hold for a step, or a personal rule, to run; every part that is given.

    Args:
        severities: The incident has one of these; empty = any.
        urgencies: The incident has one of these; empty = any.
        times: It is within one of these; empty = at any time.
        holidays: The day is a holiday, or is none.
    """

    severities: tuple[Severity, ...] = ()
    urgencies: tuple[Urgency, ...] = ()
    times: tuple[ConditionHours, ...] = field(default=())
    holidays: HolidayCondition | None = None

    @property
    def asks_responders(self) -> bool:
        """Say whether the hours of the people decide about each of them."""
        return any(entry.of_responder for entry in self.times)

    @property
    def holiday_zone(self) -> str:
        """The zone whose day is asked about: named, else that of the first hours, else UTC."""
        if self.holidays is not None and self.holidays.time_zone is not None:
            return self.holidays.time_zone
        return next((entry.time_zone for entry in self.times if not entry.of_responder), "UTC")

    def of_person(self, zone: str) -> "Condition":
        """Return the condition as it is for somebody who lives in a zone."""
        if self.holidays is None:
            holidays = None
        else:
            named = next((e.time_zone for e in self.times if not e.of_responder), zone)
            holidays = evolve(self.holidays, time_zone=self.holidays.time_zone or named)
        times = tuple(evolve(e, time_zone=zone) if e.of_responder else e for e in self.times)
        return evolve(self, times=times, holidays=holidays)

    def open_for(self, zone: str, almanac: Almanac, at: datetime) -> bool:
        """Say whether one of the hours is open for somebody who lives in that zone."""
        return any(almanac.is_open(entry.hours_in(zone), at) for entry in self.times)


class Failed(StrEnum):
    """Which part of a condition does not hold."""

    SEVERITY = "its severity is another"
    URGENCY = "its urgency is another"
    TIMES = "it is outside its hours"
    HOLIDAY = "today is a holiday"
    WORKDAY = "today is no holiday"


def failing_for(
    when: Condition | None, severity: Severity, urgency: Urgency, almanac: Almanac, at: datetime
) -> Failed | None:
    """Return which part does not hold for incidents of a severity and urgency, if any.

    Hours of the people themselves are asked about each of them, with `open_for`.
    """
    if when is None:
        return None
    if when.severities and severity not in when.severities:
        return Failed.SEVERITY
    if when.urgencies and urgency not in when.urgencies:
        return Failed.URGENCY
    if when.times and not when.asks_responders and not when.open_for("UTC", almanac, at):
        return Failed.TIMES
    return _failing_day(when, almanac, at)


def _failing_day(when: Condition, almanac: Almanac, at: datetime) -> Failed | None:
    if when.holidays is None:
        return None
    today = almanac.is_holiday(when.holidays.set_id, when.holiday_zone, at)
    if today is when.holidays.on:
        return None
    return Failed.HOLIDAY if today else Failed.WORKDAY


def _check_zone(name: str) -> None:
    try:
        time_zone(name)
    except InvalidError as error:
        raise InvalidError.at("/time_zone", error.said) from None
