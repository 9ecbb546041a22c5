"""Delete a schedule."""

import pytest
from tests.unit.oncall.builders import A, a_layer, a_schedule
from tests.unit.oncall.works import Work, actor

from hikeshi.kernel.actor import TeamRole
from hikeshi.kernel.errors import ForbiddenError, StaleError
from hikeshi.oncall.events import ScheduleDeleted
from hikeshi.oncall.use_cases.delete_schedule import DeleteSchedule

SCHEDULE = a_schedule(a_layer(A))


async def test_a_schedule_goes_and_is_told():
    """It is no longer kept."""
    work = Work(SCHEDULE)

    await DeleteSchedule()(work, SCHEDULE.id, by=actor())

    assert work.schedules.kept == {}
    [event] = work.events
    assert isinstance(event, ScheduleDeleted)
    assert (SCHEDULE.id, "primary") == (event.schedule_id, event.key)


async def test_a_responder_may_not_delete_one():
    """Configuring is for the managers of the team."""
    work = Work(SCHEDULE)

    with pytest.raises(ForbiddenError):
        await DeleteSchedule()(work, SCHEDULE.id, by=actor(TeamRole.RESPONDER))

    assert {SCHEDULE.id: SCHEDULE} == work.schedules.kept


async def test_another_version_is_stale():
    """Somebody changed it since."""
    with pytest.raises(StaleError):
        await DeleteSchedule()(Work(SCHEDULE), SCHEDULE.id, by=actor(), expected_version=2)
