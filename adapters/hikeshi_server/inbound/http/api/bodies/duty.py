"""Suggested cover and departures on the wire."""

from datetime import timedelta
from typing import ClassVar

from attrs import fields, frozen

from hikeshi.flow.directory import Directory
from hikeshi.flow.duty import user_departures
from hikeshi.kernel.errors import InvalidError
from hikeshi.kernel.ids import ScheduleId, UserId
from hikeshi.kernel.intervals import Interval
from hikeshi.oncall import Departure, RestRules, Schedule
from hikeshi.oncall.queries import GapView
from hikeshi.teams.model.user import User
from hikeshi_server.inbound.http.api.bodies.schedules import SpanFilters

#: No rule of rest is longer.
LONGEST_REST = timedelta(days=31)


@frozen(kw_only=True)
class CoverFilters(SpanFilters):
    """Which time is to be covered, and how much rest people get; by default 11 hours.

    Args:
        min_rest_seconds: Between two times on call.
        max_consecutive_seconds: The longest time on call without such a rest.
        max_nights_per_week: Of any seven nights.
    """

    min_rest_seconds: int | None = None
    max_consecutive_seconds: int | None = None
    max_nights_per_week: int | None = None

    def __attrs_post_init__(self) -> None:
        longest = int(LONGEST_REST.total_seconds())
        most = {"max_nights_per_week": 7}
        for entry in fields(CoverFilters):
            value = getattr(self, entry.name)
            if type(value) is int and not 0 <= value <= most.get(entry.name, longest):
                raise InvalidError.at(
                    f"/{entry.name}", f"must be 0 to {most.get(entry.name, longest)}"
                )

    @property
    def rules(self) -> RestRules:
        """The rules of rest; what is not said is as usual."""
        usual = RestRules()
        nights = self.max_nights_per_week
        return RestRules(
            min_rest=_span(self.min_rest_seconds, usual.min_rest),
            max_consecutive=_span(self.max_consecutive_seconds, usual.max_consecutive),
            max_nights_per_week=usual.max_nights_per_week if nights is None else nights,
        )


@frozen(kw_only=True)
class ScheduleDeparture:
    """What somebody's leaving means for one schedule.

    Args:
        shifts: When they would have been on call.
        uncovered: When nobody is left.
    """

    schedule_id: ScheduleId
    schedule_key: str
    shifts: tuple[GapView, ...]
    uncovered: tuple[GapView, ...]


@frozen(kw_only=True)
class EditedUser(User):
    """A person after an edit.

    Args:
        departures: Where the edit deactivated somebody who is on call, and only then: what that
            means for each of those schedules, for the four weeks to come.
    """

    LEFT_OUT: ClassVar[tuple[str, ...]] = ("departures",)

    departures: tuple[ScheduleDeparture, ...] = ()


def departure_views(
    directory: Directory, user_id: UserId, interval: Interval
) -> tuple[ScheduleDeparture, ...]:
    """Return what a person's leaving means, for each schedule they are on call in.

    Raises:
        TooManyPiecesError: A schedule changes hands too often to be asked.
    """
    found = user_departures(directory, user_id, interval)
    return tuple(departure_view(each, directory.schedules[each.schedule_id]) for each in found)


def departure_view(departure: Departure, schedule: Schedule) -> ScheduleDeparture:
    """Return what somebody's leaving means for a schedule as it is answered."""
    return ScheduleDeparture(
        schedule_id=schedule.id,
        schedule_key=schedule.key,
        shifts=tuple(GapView(start=each.start, end=each.end) for each in departure.shifts),
        uncovered=tuple(GapView(start=each.start, end=each.end) for each in departure.uncovered),
    )


def _span(seconds: int | None, usual: timedelta) -> timedelta:
    return usual if seconds is None else timedelta(seconds=seconds)
