"""Go back to the layers a schedule had before."""

from attrs import frozen

from hikeshi.kernel.actor import Actor
from hikeshi.kernel.authorization import Permission, require
from hikeshi.kernel.ids import EventId, ScheduleId
from hikeshi.oncall.events import ScheduleEdited
from hikeshi.oncall.model.schedule import Schedule
from hikeshi.oncall.ports import OncallWork
from hikeshi.oncall.use_cases._locking import lock_schedule


@frozen
class RestoreRevision:
    """Put the layers of an earlier revision in force again, from now on."""

    async def __call__(
        self,
        work: OncallWork,
        schedule_id: ScheduleId,
        number: int,
        *,
        by: Actor,
        expected_version: int | None = None,
    ) -> Schedule:
        """Append a revision with the layers of that one; 0 are the schedule's first layers.

        Raises:
            ScheduleNotFoundError: There is no such schedule.
            RevisionNotFoundError: It never had that revision.
            StaleError: It has another version than the one expected.
            ForbiddenError: It is not the actor's to configure.
        """
        schedule = await lock_schedule(work, schedule_id, expected_version)
        require(by, Permission.CONFIGURE, schedule.team_id)
        edited = schedule.restore(number, work.now)
        if edited is schedule:
            return schedule
        await work.schedules.save_many((edited,))
        work.record(
            ScheduleEdited(
                id=EventId(work.ids()),
                at=work.now,
                by=by,
                schedule_id=schedule_id,
                fields=("layers",),
                restores=number,
            )
        )
        return edited
