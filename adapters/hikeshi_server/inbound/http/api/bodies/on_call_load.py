"""The ledger of load on the wire."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar

from attrs import fields, frozen

from hikeshi.flow.fairness import Load
from hikeshi.flow.queries.on_call_load import LoadQuestion
from hikeshi.kernel.errors import InvalidError
from hikeshi.kernel.ids import HolidaySetId, ScheduleId, TeamId, UserId
from hikeshi.kernel.intervals import Interval
from hikeshi.teams.model.user import User

#: The time asked about, unless the question says.
USUAL_LEDGER = timedelta(days=28)
_SECOND = timedelta(seconds=1)


class LedgerFormat(StrEnum):
    """How the ledger is answered."""

    JSON = "json"
    CSV = "csv"


@frozen(kw_only=True)
class LedgerFilters:
    """Whose load, when; by default everybody's in the four weeks up to now.

    Args:
        team: Schedules of the team, and pages about its incidents.
        schedule: One schedule, and pages that went through it.
        holidays: Sets whose days count as holidays; nothing = every set there is.
        format: `csv` for a spreadsheet; so does `Accept: text/csv`.
    """

    team: TeamId | None = None
    schedule: ScheduleId | None = None
    holidays: tuple[HolidaySetId, ...] | None = None
    since: datetime | None = None
    until: datetime | None = None
    format: LedgerFormat = LedgerFormat.JSON

    def question(self, now: datetime) -> LoadQuestion:
        """Return what is asked.

        Raises:
            InvalidError: The time ends before it starts.
        """
        return LoadQuestion(
            interval=self.interval(now),
            team_id=self.team,
            schedule_id=self.schedule,
            holidays=self.holidays,
        )

    def interval(self, now: datetime) -> Interval:
        """Return the time asked about.

        Raises:
            InvalidError: It ends before it starts.
        """
        until = self.until or (now if self.since is None or self.since < now else None)
        if until is None:
            raise InvalidError.at("/until", "is needed where since is in the future")
        since = self.since or _earlier(until)
        if until <= since:
            raise InvalidError.at("/until", "must be after since")
        return Interval(since, until)


@frozen(kw_only=True)
class LoadView:
    """The load of one person; each field means what it means in the ledger."""

    user_id: UserId
    user: str
    name: str
    time_zone: str
    on_call_seconds: int
    night_seconds: int
    weekend_seconds: int
    holiday_seconds: int
    hand_offs: int
    pages: int
    night_pages: int
    interrupted_nights: int
    interruptions: int


@frozen(kw_only=True)
class Ledger:
    """The load of everybody with a shift or a page in a span of time, longest on call first."""

    TABLE: ClassVar[tuple[str, tuple[str, ...]]] = (
        "people",
        tuple(entry.name for entry in fields(LoadView)),
    )

    since: datetime
    until: datetime
    people: tuple[LoadView, ...]


def load_view(load: Load, people: Mapping[UserId, User]) -> LoadView:
    """Return a person's load as it is answered."""
    person = people.get(load.user_id)
    return LoadView(
        user_id=load.user_id,
        user=person.key if person is not None else str(load.user_id),
        name=person.name if person is not None else str(load.user_id),
        time_zone=person.time_zone if person is not None else "UTC",
        on_call_seconds=load.on_call // _SECOND,
        night_seconds=load.night // _SECOND,
        weekend_seconds=load.weekend // _SECOND,
        holiday_seconds=load.holiday // _SECOND,
        hand_offs=load.hand_offs,
        pages=load.pages,
        night_pages=load.night_pages,
        interrupted_nights=load.interrupted_nights,
        interruptions=load.interruptions,
    )


def _earlier(until: datetime) -> datetime:
    try:
        return until - USUAL_LEDGER
    except OverflowError:
        raise InvalidError.at("/until", "leaves no time before it") from None
