"""Whose load is asked about: by team, by schedule, and which days count as holidays."""

from collections.abc import Iterable, Sequence
from datetime import date

from attrs import frozen

from hikeshi.flow.directory import Directory
from hikeshi.flow.fairness import Load, on_call_load
from hikeshi.incidents.queries import PageFilters, PagesOfMinute
from hikeshi.kernel.ids import HolidaySetId, ScheduleId, TeamId
from hikeshi.kernel.intervals import Interval
from hikeshi.oncall import Schedule


@frozen(kw_only=True)
class LoadQuestion:
    """Whose load, and when.

    Args:
        team_id: Schedules of the team, and pages about its incidents; nothing = all.
        schedule_id: One schedule, and pages that went through it; nothing = all.
        holidays: Sets whose days count as holidays; nothing = every set there is.
    """

    interval: Interval
    team_id: TeamId | None = None
    schedule_id: ScheduleId | None = None
    holidays: tuple[HolidaySetId, ...] | None = None


def loads_of(
    directory: Directory, pages: Iterable[PagesOfMinute], asked: LoadQuestion
) -> Sequence[Load]:
    """Return the load of everybody with a shift or a page in that time, longest on call first.

    Args:
        directory: Schedules, people and holidays.
        pages: Those that pass `pages_asked`.
        asked: Whose load.

    Raises:
        InvalidError: The time is too long.
        TooManyPiecesError: A schedule changes hands too often.
    """
    people = directory.users
    loads = on_call_load(
        _schedules(directory, asked), people, pages, asked.interval, _days(directory, asked)
    )
    keys = {found: user.key for found, user in people.items()}
    return sorted(loads, key=lambda load: (-load.on_call, keys.get(load.user_id, "")))


def _schedules(directory: Directory, asked: LoadQuestion) -> list[Schedule]:
    return [
        schedule
        for schedule in directory.schedules.values()
        if asked.schedule_id in {None, schedule.id} and asked.team_id in {None, schedule.team_id}
    ]


def _days(directory: Directory, asked: LoadQuestion) -> frozenset[date]:
    wanted = directory.holidays if asked.holidays is None else asked.holidays
    return frozenset(day for found in wanted for day in directory.holidays[found].dates)


def pages_asked(directory: Directory, asked: LoadQuestion) -> PageFilters:
    """Return which pages count."""
    schedule_id = asked.schedule_id
    chosen = directory.schedules.get(schedule_id) if schedule_id is not None else None
    return PageFilters(
        since=asked.interval.start,
        until=asked.interval.end,
        team_id=asked.team_id,
        via=f"schedule:{chosen.key}" if chosen is not None else None,
    )
