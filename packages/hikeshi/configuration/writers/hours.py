"""Conditions of steps, support hours and sets of holidays."""

from attrs import frozen

from hikeshi.configuration.documents import (
    ConditionDocument,
    HolidayConditionDocument,
    HolidaySetDocument,
    HolidaySourceDocument,
    SupportHoursDocument,
)
from hikeshi.configuration.writers.names import Names
from hikeshi.kernel.condition import Condition
from hikeshi.kernel.support_hours import SupportHours
from hikeshi.teams.model.holiday_set import HolidaySet


@frozen
class HoursWriter:
    """Writes when something applies."""

    names: Names

    def condition(self, when: Condition | None) -> ConditionDocument | None:
        """Write what must hold for a step to run."""
        if when is None:
            return None
        holidays = None
        if when.holidays is not None:
            holidays = HolidayConditionDocument(
                set=self.names.holiday_set(when.holidays.set_id),
                on=when.holidays.on,
                time_zone=when.holidays.time_zone,
            )
        return ConditionDocument(
            severities=when.severities,
            urgencies=when.urgencies,
            times=when.times,
            holidays=holidays,
        )

    def support_hours(self, hours: SupportHours | None) -> SupportHoursDocument | None:
        """Write when people of a service are at work."""
        if hours is None:
            return None
        return SupportHoursDocument(
            time_zone=hours.time_zone,
            windows=hours.windows,
            holidays=tuple(self.names.holiday_set(set_id) for set_id in hours.holidays),
            always_high=hours.always_high,
        )

    def holiday_set(self, found: HolidaySet) -> HolidaySetDocument:
        """Write a set of holidays with its days, and what they were looked up in."""
        source = HolidaySourceDocument(name=found.source, dates=found.dates)
        return HolidaySetDocument(key=found.key, source=source, until=found.until)
