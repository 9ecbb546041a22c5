"""Suites for schedules, their versions, swaps, unavailabilities and people.

ScheduleRepository, ScheduleVersionRepository, SwapRepository, UnavailabilityRepository, People.
"""
# ruff: noqa: S101 - a suite asserts

from datetime import date, datetime, time, timedelta
from typing import Any

from attrs import evolve

from hikeshi.flow.work import Transactions
from hikeshi.kernel.ids import OverrideId, ScheduleId, SwapId, TeamId, UserId
from hikeshi.kernel.intervals import Interval
from hikeshi.oncall import (
    Advance,
    DailyRestriction,
    Layer,
    Override,
    OverrideMode,
    Revision,
    Rotation,
    RotationType,
    Schedule,
    Swap,
    SwapStatus,
    Unavailability,
    Weekday,
    WeeklyRestriction,
    WeeklyWindow,
)
from hikeshi.oncall.model.known_schedule import ScheduleVersion
from hikeshi.teams.model.team import Membership
from hikeshi.testing.builders import (
    START,
    a_schedule,
    a_swap,
    a_team,
    a_user,
    an_unavailability,
    new_id,
)
from hikeshi.testing.conformance.documents import documents_checks


def _schedule(**changes: Any) -> Schedule:
    ana, ben = UserId(new_id()), UserId(new_id())
    begins = datetime(2026, 1, 5, 9)  # noqa: DTZ001 - a layer begins on its local clock
    window = WeeklyWindow(Weekday.MON, time(9), Weekday.FRI, time(17, 30))
    layers = (
        Layer(
            name="nights",
            users=((ana, ben), (), (ben,)),
            rotation=Rotation(RotationType.CUSTOM, length_seconds=5400),
            start=begins,
            end=begins + timedelta(days=365),
            anchor=begins - timedelta(days=1),
            advance=Advance.SERVED,
            restrictions=(DailyRestriction(time(22), time(6)), WeeklyRestriction((window,))),
        ),
        Layer(
            name="days", users=((ana,),), rotation=Rotation(RotationType.MONTHLY, 2), start=begins
        ),
    )
    overrides = (
        Override(START, START + timedelta(hours=8), ben, id=OverrideId(new_id()), source="ics:空#"),
        Override(
            START,
            START + timedelta(hours=8),
            ben,
            id=OverrideId(new_id()),
            swap_id=SwapId(new_id()),
        ),
        Override(START, START + timedelta(hours=1), ben, OverrideMode.REPLACE, replaces=ana),
        Override(START, START + timedelta(hours=1), ana, OverrideMode.ADDITIONAL),
    )
    schedule = a_schedule(
        team_id=TeamId(new_id()),
        layers=layers,
        overrides=overrides,
        revisions=(Revision(START + timedelta(days=30), layers[1:]),),
    )
    return evolve(schedule, **changes)


SCHEDULE_REPOSITORY = documents_checks(lambda work: work.schedules, _schedule)


HOUR = timedelta(hours=1)


def _swap(**changes: Any) -> Swap:
    asked = UserId(new_id())
    day, week = timedelta(days=1), timedelta(days=7)
    swap = a_swap(
        asked_id=asked,
        pieces=(
            Interval(START + day, START + 2 * day),
            Interval(START + 3 * day, START + 4 * day + timedelta(microseconds=1)),
        ),
        returned=(Interval(START + week, START + week + HOUR),),
        status=SwapStatus.ACCEPTED,
        taker_id=asked,
        reason="said why",
        idle=(Interval(START + day, START + day + HOUR),),
    )
    return evolve(swap, **changes)


def _unavailability(**changes: Any) -> Unavailability:
    days = an_unavailability(
        start=None,
        end=None,
        first_day=date(2026, 1, 6),
        last_day=date(2026, 1, 7),
        reason="休暇",
        source="ics:holidays",
    )
    return evolve(days, **changes)


async def lists_what_is_live(transactions: Transactions) -> None:
    """Pending until it expires, accepted until it is over, and of the schedules asked for."""
    wanted = ScheduleId(new_id())
    made = {status: a_swap(schedule_id=wanted, status=status) for status in SwapStatus}
    elsewhere = a_swap()
    pending = [made[SwapStatus.OFFERED], made[SwapStatus.ASKED]]
    await transactions.run(lambda work: work.swaps.save_many([*made.values(), elsewhere]))
    start, end = elsewhere.start, elsewhere.end
    for at, expected in (
        (start - HOUR, [*pending, made[SwapStatus.ACCEPTED]]),
        (start, [made[SwapStatus.ACCEPTED]]),
        (end, []),
    ):
        found = await transactions.run(
            lambda work, at=at: work.swaps.list_live([wanted], at)  # type: ignore[misc]
        )

        assert found == expected


async def lists_those_of_people(transactions: Transactions) -> None:
    """Only theirs, by id, and where an interval is given only what overlaps it."""
    ana, ben = UserId(new_id()), UserId(new_id())
    first = an_unavailability(user_id=ana)
    second = an_unavailability(user_id=ben, start=first.bounds.end, end=first.bounds.end + HOUR)
    other = an_unavailability()
    await transactions.run(lambda work: work.unavailabilities.save_many([second, first, other]))
    for people, interval, expected in (
        ([ana, ben], None, [first, second]),
        ([ben], None, [second]),
        ([ana, ben], first.bounds, [first]),
        ([ana, ben], second.bounds, [second]),
        ([], None, []),
    ):
        found = await transactions.run(
            lambda work, people=people, interval=interval: work.unavailabilities.list_of(  # type: ignore[misc]
                people, interval
            )
        )

        assert found == expected


async def knows_who_there_is(transactions: Transactions) -> None:
    """Who is active, and the teams each belongs to; of a stranger, nothing."""
    user, left, stranger = a_user(), a_user(active=False), UserId(new_id())
    team = a_team(members=(Membership(user.id), Membership(left.id)))
    await transactions.run(lambda work: work.users.save_many([user, left]))
    await transactions.run(lambda work: work.teams.save_many([team, a_team()]))

    people = await transactions.run(lambda work: work.people())

    everybody = (user.id, left.id, stranger)
    assert [people.is_active(each) for each in everybody] == [True, False, False]
    assert [people.teams_of(each) for each in everybody] == [(team.id,), (team.id,), ()]


SWAP_REPOSITORY = (
    *documents_checks(lambda work: work.swaps, _swap, keyed=False),
    lists_what_is_live,
)


async def knows_what_was_saved_by_an_instant(transactions: Transactions) -> None:
    """The newest version saved by then, of each that had one, until they are forgotten."""
    schedule, other, stranger = _schedule(), _schedule(), ScheduleId(new_id())
    later = evolve(schedule, name="later", version=2)
    first = ScheduleVersion(schedule=schedule, saved_at=START)
    second = ScheduleVersion(schedule=later, saved_at=START + HOUR)
    beside = ScheduleVersion(schedule=other, saved_at=START + HOUR)
    ids = [schedule.id, other.id, stranger]
    await transactions.run(lambda work: work.schedule_versions.add_many([first, beside]))
    await transactions.run(lambda work: work.schedule_versions.add_many([second]))
    again = ScheduleVersion(schedule=evolve(later, name="at last"), saved_at=second.saved_at)
    await transactions.run(lambda work: work.schedule_versions.add_many([again]))
    for at, expected in (
        (START - HOUR, {}),
        (START, {schedule.id: first}),
        (START + HOUR, {schedule.id: again, other.id: beside}),
    ):
        found = await transactions.run(
            lambda work, at=at: work.schedule_versions.known(ids, at)  # type: ignore[misc]
        )

        assert found == expected
    await transactions.run(lambda work: work.schedule_versions.delete_many([schedule.id]))
    left = await transactions.run(lambda work: work.schedule_versions.known(ids, START + HOUR))
    assert left == {other.id: beside}


SCHEDULE_VERSION_REPOSITORY = (knows_what_was_saved_by_an_instant,)
UNAVAILABILITY_REPOSITORY = (
    *documents_checks(lambda work: work.unavailabilities, _unavailability, keyed=False),
    lists_those_of_people,
)
PEOPLE = (knows_who_there_is,)
