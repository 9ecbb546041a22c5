"""Change a schedule."""

from uuid import UUID

import pytest
from tests.unit.oncall.builders import A, B, a_layer, a_schedule
from tests.unit.oncall.works import NOW, Work, actor

from hikeshi.kernel.actor import TeamRole
from hikeshi.kernel.errors import ForbiddenError, NotFoundError, StaleError
from hikeshi.kernel.ids import ScheduleId, TeamId
from hikeshi.oncall import ScheduleChanges, on_call
from hikeshi.oncall.use_cases.edit_schedule import EditSchedule

SCHEDULE = a_schedule(a_layer(A))
OTHER_TEAM = TeamId(UUID(int=78))


async def test_layers_hold_from_now_on():
    """The edit is kept with the next version and told with what changed."""
    work = Work(SCHEDULE)
    changes = ScheduleChanges(name="Nights", layers=(a_layer(B),))

    edited = await EditSchedule()(work, SCHEDULE.id, changes, by=actor(), expected_version=1)

    assert on_call(work.schedules.kept[SCHEDULE.id], NOW) == (B,)
    assert edited.version == 2
    assert [event.fields for event in work.events] == [("name", "layers")]


async def test_no_change_is_not_told():
    """An edit to the same is no edit."""
    work = Work(SCHEDULE)

    same = await EditSchedule()(work, SCHEDULE.id, ScheduleChanges(name="Primary"), by=actor())

    assert (same, work.events) == (SCHEDULE, [])


async def test_another_version_is_stale():
    """Somebody else was faster."""
    with pytest.raises(StaleError):
        await EditSchedule()(
            Work(SCHEDULE), SCHEDULE.id, ScheduleChanges(), by=actor(), expected_version=7
        )


async def test_an_unknown_schedule_is_not_found():
    """There is none of that id."""
    with pytest.raises(NotFoundError):
        await EditSchedule()(Work(), ScheduleId(UUID(int=5)), ScheduleChanges(), by=actor())


@pytest.mark.parametrize(
    ("by", "changes"),
    [
        pytest.param(actor(TeamRole.RESPONDER), ScheduleChanges(name="x"), id="responder"),
        pytest.param(actor(), ScheduleChanges(team_id=OTHER_TEAM), id="to another team"),
        pytest.param(actor(team=OTHER_TEAM), ScheduleChanges(team_id=OTHER_TEAM), id="to mine"),
    ],
)
async def test_only_managers_of_both_teams_may_edit(by, changes):
    """Neither responders, nor managers of only one of the teams."""
    with pytest.raises(ForbiddenError):
        await EditSchedule()(Work(SCHEDULE), SCHEDULE.id, changes, by=by)
