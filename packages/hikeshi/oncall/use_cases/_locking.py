"""Lock the schedule a use case is about."""

from hikeshi.kernel.errors import StaleError
from hikeshi.kernel.ids import ScheduleId
from hikeshi.oncall.errors import ScheduleNotFoundError
from hikeshi.oncall.model.schedule import Schedule
from hikeshi.oncall.ports import OncallWork


async def lock_schedule(
    work: OncallWork, schedule_id: ScheduleId, expected_version: int | None
) -> Schedule:
    """Return the schedule, locked until the work ends.

    Raises:
        ScheduleNotFoundError: There is none of that id.
        StaleError: It has another version than the one expected.
    """
    schedule = (await work.schedules.lock_many((schedule_id,))).get(schedule_id)
    if schedule is None:
        raise ScheduleNotFoundError
    if expected_version is not None and expected_version != schedule.version:
        raise StaleError
    return schedule
