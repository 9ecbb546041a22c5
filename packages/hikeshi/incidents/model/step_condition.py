"""When a step applies at all: severity, urgency, hours and holidays ("Escalation 2")."""

from attrs import field, frozen

from hikeshi.kernel.errors import InvalidError
from hikeshi.kernel.ids import HolidaySetId
from hikeshi.kernel.local_hours import DailyHours, LocalHours
from hikeshi.kernel.severity import Severity, Urgency
from hikeshi.kernel.time_zones import time_zone

#: In place of a zone: the hours are those of each person the step finds.
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
class StepCondition:
    """What must hold for a step to run; every part that is given.

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


def _check_zone(name: str) -> None:
    try:
        time_zone(name)
    except InvalidError as error:
        raise InvalidError.at("/time_zone", error.detail) from None
