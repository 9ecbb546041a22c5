"""Put an override on a schedule."""

from attrs import evolve, frozen

from hikeshi.kernel.actor import Actor
from hikeshi.kernel.ids import EventId, OverrideId, ScheduleId
from hikeshi.oncall.events import OverrideAdded
from hikeshi.oncall.model.override import Override
from hikeshi.oncall.ports import OncallWork
from hikeshi.oncall.use_cases._locking import lock_schedule
from hikeshi.oncall.use_cases._overriding import require_override


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
        override_id = OverrideId(work.ids())
        edited = schedule.add_override(evolve(override, id=override_id), work.now)
        added = edited.overrides[-1]
        await work.schedules.save_many((edited,))
        work.record(
            OverrideAdded(
                id=EventId(work.ids()),
                at=work.now,
                by=by,
                schedule_id=schedule_id,
                override_id=override_id,
                start=added.start,
                end=added.end,
                user_id=added.user,
                mode=added.mode.value,
                replaces=added.replaces,
            )
        )
        return added
