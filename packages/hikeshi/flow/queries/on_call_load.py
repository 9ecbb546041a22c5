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
from hikeshi.teams.model.user import User


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


@frozen(kw_only=True)
class LoadSources:
    """Everything loads are computed from.

    Args:
        schedules: Whose final shifts count.
        people: Everybody, by id.
        days: The holidays, ascending.
        pages: Those that pass `pages_asked`.
    """

    schedules: tuple[Schedule, ...]
    people: tuple[User, ...]
    days: tuple[date, ...]
    pages: tuple[PagesOfMinute, ...]


def load_sources(
    directory: Directory, pages: Iterable[PagesOfMinute], asked: LoadQuestion
) -> LoadSources:
    """Return what the answer is computed from."""
    return LoadSources(
        schedules=_schedules(directory, asked),
        people=tuple(sorted(directory.users.values(), key=lambda user: user.id)),
        days=_days(directory, asked),
        pages=tuple(pages),
    )


def loads_of(sources: LoadSources, interval: Interval) -> Sequence[Load]:
    """Return the load of everybody with a shift or a page in that time, longest on call first.

    Raises:
        InvalidError: The time is too long.
        TooManyPiecesError: A schedule changes hands too often.
    """
    people = {user.id: user for user in sources.people}
    loads = on_call_load(
        sources.schedules, people, sources.pages, interval, frozenset(sources.days)
    )
    keys = {found: user.key for found, user in people.items()}
    return sorted(loads, key=lambda load: (-load.on_call, keys.get(load.user_id, "")))


def _schedules(directory: Directory, asked: LoadQuestion) -> tuple[Schedule, ...]:
    return tuple(
        schedule
        for _, schedule in sorted(directory.schedules.items())
        if asked.schedule_id in {None, schedule.id} and asked.team_id in {None, schedule.team_id}
    )


def _days(directory: Directory, asked: LoadQuestion) -> tuple[date, ...]:
    wanted = directory.holidays if asked.holidays is None else asked.holidays
    return tuple(sorted({day for found in wanted for day in directory.holidays[found].dates}))


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
