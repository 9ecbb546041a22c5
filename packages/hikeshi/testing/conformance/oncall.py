"""Suite for ScheduleRepository."""

from datetime import datetime, time, timedelta
from typing import Any

from attrs import evolve

from hikeshi.kernel.ids import OverrideId, TeamId, UserId
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
    Weekday,
    WeeklyRestriction,
    WeeklyWindow,
)
from hikeshi.testing.builders import START, a_schedule, new_id
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
