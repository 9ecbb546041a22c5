"""Questions about people's time on call that need more than one schedule to answer."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from hikeshi.flow.directory import Directory
from hikeshi.flow.work import Work
from hikeshi.kernel.errors import InvalidError
from hikeshi.kernel.ids import ScheduleId, UserId
from hikeshi.kernel.intervals import Interval, merge
from hikeshi.oncall import (
    Absence,
    Candidate,
    Conflict,
    Departure,
    Override,
    OverrideMode,
    RestRules,
    Schedule,
    Suggestion,
    Swap,
    check_extent,
    conflicts,
    departures,
    duty_conflicts,
    merged_shifts,
    suggest_cover,
)
from hikeshi.oncall.model.cover import LOAD_SPAN
from hikeshi.oncall.model.extent import TooManyPiecesError

#: Cover for longer is a matter of the rotation.
LONGEST_COVER = timedelta(days=92)
#: How far a save looks ahead for people who are on call and cannot be.
WARNED_AHEAD = timedelta(days=28)


async def absences(
    work: Work, user_ids: Iterable[UserId], interval: Interval
) -> tuple[Absence, ...]:
    """Return when these people cannot be on call, whole days on the clock of each."""
    directory = await work.directory()
    found = await work.unavailabilities.list_of(set(user_ids), interval)
    return tuple(
        Absence(each.user_id, each.interval(directory.zone_of(each.user_id)), each.id)
        for each in found
    )


async def schedule_conflicts(
    work: Work, schedule: Schedule, interval: Interval
) -> tuple[Conflict, ...]:
    """Return when somebody the schedule has on call is unavailable.

    Raises:
        TooManyPiecesError: The schedule changes hands too often to be asked.
    """
    check_extent(schedule, interval)
    people = {shift.user for shift in merged_shifts(schedule, interval)}
    return conflicts(schedule, await absences(work, people, interval), interval)


async def schedule_warnings(work: Work, schedule: Schedule) -> tuple[Conflict, ...]:
    """Return the conflicts of the weeks to come; none of a schedule too busy to be asked."""
    try:
        return await schedule_conflicts(work, schedule, Interval(work.now, work.now + WARNED_AHEAD))
    except TooManyPiecesError:
        return ()


async def override_warnings(
    work: Work, schedule_id: ScheduleId, override: Override
) -> tuple[Conflict, ...]:
    """Return what speaks against an override; nothing against taking somebody off."""
    span = Interval(override.start, override.end)
    if override.mode is OverrideMode.REMOVE or span.duration > LONGEST_COVER:
        return ()
    return await duty_warnings(work, override.user, (span,), besides=schedule_id)


async def duty_warnings(
    work: Work, user_id: UserId, pieces: Sequence[Interval], besides: ScheduleId | None = None
) -> tuple[Conflict, ...]:
    """Return what speaks against a person's being on call in these pieces.

    Args:
        work: The unit of work.
        user_id: Who would be on call.
        pieces: When.
        besides: A schedule that already has them on call there: it is no second one.
    """
    if not pieces:
        return ()
    whole = Interval(min(p.start for p in pieces), max(p.end for p in pieces))
    schedules = [
        found for found in (await work.directory()).schedules.values() if found.id != besides
    ]
    away = await absences(work, (user_id,), whole)
    try:
        return duty_conflicts(user_id, pieces, away, schedules)
    except TooManyPiecesError:
        return duty_conflicts(user_id, pieces, away, ())


async def swap_warnings(
    work: Work, swap: Swap, taker_id: UserId | None, *, done: bool = False
) -> tuple[Conflict, ...]:
    """Return what speaks against a swap, for both sides.

    Args:
        work: The unit of work.
        swap: The swap.
        taker_id: Who would take it; nothing = not known yet.
        done: It is in force already: the schedule has both where the swap puts them.
    """
    besides = swap.schedule_id if done else None
    there: tuple[Conflict, ...] = ()
    if taker_id is not None:
        there = await duty_warnings(work, taker_id, swap.pieces, besides)
    return there + await duty_warnings(work, swap.giver_id, swap.returned, besides)


async def cover_suggestions(
    work: Work, schedule: Schedule, interval: Interval, rules: RestRules
) -> tuple[Suggestion, ...]:
    """Rank the people of the schedule, and of the team that owns it, as cover for an interval.

    Raises:
        InvalidError: The interval is too long to be covered by one person.
        TooManyPiecesError: A schedule changes hands too often to be asked.
    """
    if interval.duration > LONGEST_COVER:
        raise InvalidError.at("/until", "must be within 92 days after since")
    directory = await work.directory()
    duties = _duties(directory, _around(interval, rules))
    people = sorted(user for user in _crew(directory, schedule) if directory.is_active(user))
    away = await absences(work, people, interval)
    candidates = [
        Candidate(
            user_id=user_id,
            key=directory.users[user_id].key,
            duties=duties.get(user_id, ()),
            absences=[each.interval for each in away if each.user_id == user_id],
            zone=directory.zone_of(user_id),
        )
        for user_id in people
    ]
    return suggest_cover(interval, candidates, rules)


def user_departures(
    directory: Directory, user_id: UserId, interval: Interval
) -> tuple[Departure, ...]:
    """Return what a person's leaving uncovers, by the keys of the schedules."""
    schedules = sorted(directory.schedules.values(), key=lambda schedule: schedule.key)
    return departures(schedules, user_id, interval, directory.is_active)


def _around(interval: Interval, rules: RestRules) -> Interval:
    before = max(LOAD_SPAN, rules.reach)
    try:
        return Interval(interval.start - before, interval.end + rules.reach)
    except OverflowError:
        raise InvalidError.at(
            "/until", "leaves no time around it: ask about another year"
        ) from None


def _duties(directory: Directory, interval: Interval) -> Mapping[UserId, tuple[Interval, ...]]:
    found: dict[UserId, list[Interval]] = {}
    for schedule in directory.schedules.values():
        check_extent(schedule, interval)
        for shift in merged_shifts(schedule, interval):
            found.setdefault(shift.user, []).append(shift.interval)
    return {user_id: merge(theirs) for user_id, theirs in found.items()}


def _crew(directory: Directory, schedule: Schedule) -> set[UserId]:
    layers = [*schedule.layers, *(one for each in schedule.revisions for one in each.layers)]
    people = {user for layer in layers for turn in layer.users for user in turn}
    team = directory.teams.get(schedule.team_id) if schedule.team_id is not None else None
    return people | set(team.responders if team is not None else ())
