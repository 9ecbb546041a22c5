"""Days on which nobody works: local dates, whoever asks brings the zone."""

from datetime import date, timedelta

from attrs import field, frozen

from hikeshi.kernel.ids import HolidaySetId

#: How long before a set of holidays ends people are warned.
SOON = timedelta(days=60)


def in_order(days: tuple[date, ...]) -> tuple[date, ...]:
    """Return the days in order, each once."""
    return tuple(sorted(set(days)))


@frozen(kw_only=True)
class HolidaySet:
    """Days on which nobody works.

    Args:
        source: Where they come from: a country code such as `JP` or `US-CA`, or the name of an
            iCalendar; nothing = they were listed.
        dates: Local days.
        until: The last day the set knows about; nothing = its last holiday.
    """

    id: HolidaySetId
    key: str
    source: str | None = None
    dates: tuple[date, ...] = field(default=(), converter=in_order)
    until: date | None = None
    version: int = 1

    @property
    def horizon(self) -> date | None:
        """The last day the set says anything about; nothing where it says nothing."""
        return self.until if self.until is not None else max(self.dates, default=None)

    def ends_soon(self, today: date) -> bool:
        """Say whether it soon says nothing any more, or says nothing at all."""
        horizon = self.horizon
        return horizon is None or horizon < today + SOON
