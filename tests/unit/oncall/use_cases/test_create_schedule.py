"""Create a schedule."""

import pytest
from tests.unit.oncall.builders import TEAM, A, a_layer
from tests.unit.oncall.works import Work, actor

from hikeshi.kernel.actor import TeamRole
from hikeshi.kernel.errors import ForbiddenError, InvalidError
from hikeshi.oncall import ScheduleDraft
from hikeshi.oncall.events import ScheduleCreated
from hikeshi.oncall.use_cases.create_schedule import CreateSchedule

DRAFT = ScheduleDraft(key="night", team_id=TEAM, time_zone="Asia/Tokyo", layers=(a_layer(A),))


async def test_a_schedule_is_kept_and_told():
    """It begins with version 1, named by its key where it has no name."""
    work = Work()

    schedule = await CreateSchedule()(work, DRAFT, by=actor())

    assert schedule == await work.schedules.find("night")
    assert (schedule.name, schedule.version) == ("night", 1)
    [event] = work.events
    assert isinstance(event, ScheduleCreated)
    assert (schedule.id, "night", TEAM) == (event.schedule_id, event.key, event.team_id)


async def test_a_responder_may_not_create_one():
    """Configuring is for the managers of the team."""
    with pytest.raises(ForbiddenError):
        await CreateSchedule()(Work(), DRAFT, by=actor(TeamRole.RESPONDER))


async def test_a_wrong_draft_leaves_nothing():
    """Faults have pointers, and nothing is kept or told."""
    work = Work()

    with pytest.raises(InvalidError):
        await CreateSchedule()(
            work, ScheduleDraft(key="x", team_id=TEAM, time_zone="Nowhere"), by=actor()
        )

    assert (work.schedules.kept, work.events) == ({}, [])
