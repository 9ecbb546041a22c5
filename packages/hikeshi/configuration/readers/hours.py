"""Conditions of steps, support hours and sets of holidays."""

from collections.abc import Callable, Iterable
from datetime import date

from attrs import frozen

from hikeshi.configuration.documents import (
    ConditionDocument,
    HolidayConditionDocument,
    HolidaySetDocument,
    SupportHoursDocument,
)
from hikeshi.configuration.identities import holiday_set_id
from hikeshi.configuration.readers.zones import check_zone
from hikeshi.configuration.references import References
from hikeshi.configuration.structuring import Part
from hikeshi.kernel.condition import Condition, HolidayCondition
from hikeshi.kernel.errors import InvalidError
from hikeshi.kernel.keys import check_key
from hikeshi.kernel.support_hours import SupportHours
from hikeshi.teams.model.holiday_set import HolidaySet

#: Returns the days that a country code, or the path of an iCalendar, stands for.
#:
#: Takes the name and the last day wanted; raises InvalidError where there is no such calendar.
Calendars = Callable[[str, date | None], Iterable[date]]


def no_calendars(name: str, until: date | None) -> Iterable[date]:
    """Return nothing: where there are no files and no calendars, days are listed.

    Raises:
        InvalidError: Always.
    """
    del until
    raise InvalidError(f"“{name}”: calendars are not looked up here; list the days in dates")


@frozen
class HoursReader:
    """Reads when something applies."""

    references: References

    def condition(self, document: ConditionDocument | None, pointer: str) -> Condition | None:
        """Read what must hold for a step to run."""
        if document is None:
            return None
        return Condition(
            severities=document.severities,
            urgencies=document.urgencies,
            times=document.times,
            holidays=self._holidays(document.holidays, f"{pointer}/holidays"),
        )

    def support_hours(
        self, document: SupportHoursDocument | None, pointer: str
    ) -> SupportHours | None:
        """Read when people of a service are at work."""
        if document is None:
            return None
        found = (
            self.references.holiday_set(key, f"{pointer}/holidays/{index}")
            for index, key in enumerate(document.holidays)
        )
        holidays = tuple(set_id for set_id in found if set_id is not None)
        if not check_zone(self.references, document.time_zone, f"{pointer}/time_zone"):
            return None
        return self.references.faults.attempt(
            lambda: SupportHours(
                time_zone=document.time_zone,
                windows=document.windows,
                holidays=holidays,
                always_high=document.always_high,
            ),
            pointer,
        )

    def _holidays(
        self, document: HolidayConditionDocument | None, pointer: str
    ) -> HolidayCondition | None:
        if document is None:
            return None
        set_id = self.references.holiday_set(document.set, f"{pointer}/set")
        zone = document.time_zone
        if zone is not None and not check_zone(self.references, zone, f"{pointer}/time_zone"):
            return None
        if set_id is None:
            return None
        return HolidayCondition(set_id=set_id, on=document.on, time_zone=zone)


def read_holidays(
    references: References, parts: Iterable[Part[HolidaySetDocument]], calendars: Calendars
) -> tuple[HolidaySet, ...]:
    """Read sets of holidays; their sources are looked up in the calendars."""
    return tuple(_holiday_set(references, part, calendars) for part in parts)


def _holiday_set(
    references: References, part: Part[HolidaySetDocument], calendars: Calendars
) -> HolidaySet:
    document, faults = part.document, references.faults
    faults.attempt(lambda: check_key(document.key), part.pointer)
    name, days = document.source.name, document.source.dates or ()
    if name is not None and document.source.dates is None:
        found = faults.attempt(
            lambda: tuple(calendars(name, document.until)), f"{part.pointer}/source"
        )
        days = found or ()
    return HolidaySet(
        id=holiday_set_id(document.key),
        key=document.key,
        source=name,
        dates=tuple(day for day in days if document.until is None or day <= document.until),
        until=document.until,
    )
