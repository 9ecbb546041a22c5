"""Take an override back."""

from attrs import frozen

from hikeshi.kernel.actor import Actor
from hikeshi.kernel.ids import EventId, OverrideId, ScheduleId
from hikeshi.oncall.errors import OverrideOfSwapError
from hikeshi.oncall.events import OverrideRemoved
from hikeshi.oncall.ports import OncallWork
from hikeshi.oncall.use_cases._locking import lock_schedule
from hikeshi.oncall.use_cases._overriding import require_override


@frozen
class RemoveOverride:
    """Take an override back."""

    async def __call__(
        self,
        work: OncallWork,
        schedule_id: ScheduleId,
        override_id: OverrideId,
        *,
        by: Actor,
        expected_version: int | None = None,
    ) -> None:
        """Remove the override; one that is running ends now.

        Raises:
            ScheduleNotFoundError: There is no such schedule.
            OverrideNotFoundError: The schedule has no such override.
            StaleError: The schedule has another version than the one expected.
            ForbiddenError: The actor neither takes part in it nor configures the schedule.
            OverridePastError: It is over already.
            OverrideOfSwapError: A swap put it there.
        """
        schedule = await lock_schedule(work, schedule_id, expected_version)
        override = schedule.override(override_id)
        require_override(by, override, schedule.team_id)
        if override.swap_id is not None:
            raise OverrideOfSwapError
        await work.schedules.save_many((schedule.remove_override(override_id, work.now),))
        work.record(
            OverrideRemoved(
                id=EventId(work.ids()),
                at=work.now,
                by=by,
                schedule_id=schedule_id,
                override_id=override_id,
                user_id=override.user,
            )
        )
