"""Put an override on a schedule."""

from attrs import frozen

from hikeshi.kernel.actor import Actor
from hikeshi.kernel.ids import ScheduleId
from hikeshi.oncall.model.override import Override
from hikeshi.oncall.ports import OncallWork
from hikeshi.oncall.use_cases._locking import lock_schedule
from hikeshi.oncall.use_cases._overriding import put_overrides, require_override


@frozen
class AddOverride:
    """Put an override on a schedule."""

    async def __call__(
        self,
        work: OncallWork,
        schedule_id: ScheduleId,
        override: Override,
        *,
        by: Actor,
        expected_version: int | None = None,
    ) -> Override:
        """Append the override, from now on at the earliest, and return it with its id.

        Raises:
            ScheduleNotFoundError: There is no such schedule.
            StaleError: It has another version than the one expected.
            ForbiddenError: The actor neither takes part in it nor configures the schedule.
            OverridePastError: All of it is over.
        """
        schedule = await lock_schedule(work, schedule_id, expected_version)
        require_override(by, override, schedule.team_id)
        [added] = await put_overrides(work, schedule, (override,), by=by)
        return added
