"""Delete a schedule."""

from attrs import frozen

from hikeshi.kernel.actor import Actor
from hikeshi.kernel.authorization import Permission, require
from hikeshi.kernel.ids import EventId, ScheduleId
from hikeshi.oncall.events import ScheduleDeleted
from hikeshi.oncall.ports import OncallWork
from hikeshi.oncall.use_cases._locking import lock_schedule


@frozen
class DeleteSchedule:
    """Delete a schedule; whether something still pages through it is asked outside."""

    async def __call__(
        self,
        work: OncallWork,
        schedule_id: ScheduleId,
        *,
        by: Actor,
        expected_version: int | None = None,
    ) -> None:
        """Delete the schedule with its overrides and its past.

        Raises:
            ScheduleNotFoundError: There is no such schedule.
            StaleError: It has another version than the one expected.
            ForbiddenError: It is not the actor's to configure.
        """
        schedule = await lock_schedule(work, schedule_id, expected_version)
        require(by, Permission.CONFIGURE, schedule.team_id)
        await work.schedules.delete_many((schedule_id,))
        work.record(
            ScheduleDeleted(
                id=EventId(work.ids()),
                at=work.now,
                by=by,
                schedule_id=schedule_id,
                key=schedule.key,
            )
        )
