"""Change a schedule's name, key, owner or layers."""

from attrs import frozen

from hikeshi.kernel.actor import Actor
from hikeshi.kernel.authorization import Permission, require
from hikeshi.kernel.ids import EventId, ScheduleId
from hikeshi.oncall.events import ScheduleEdited
from hikeshi.oncall.model.schedule import Schedule
from hikeshi.oncall.model.schedule_changes import ScheduleChanges
from hikeshi.oncall.ports import OncallWork
from hikeshi.oncall.use_cases._locking import lock_schedule


@frozen
class EditSchedule:
    """Change a schedule's name, key, owner or layers."""

    async def __call__(
        self,
        work: OncallWork,
        schedule_id: ScheduleId,
        changes: ScheduleChanges,
        *,
        by: Actor,
        expected_version: int | None = None,
    ) -> Schedule:
        """Change what is given, keep the rest; layers hold from now on.

        Raises:
            ScheduleNotFoundError: There is no such schedule.
            StaleError: It has another version than the one expected.
            ForbiddenError: It, or the team it goes to, is not the actor's to configure.
            InvalidError: The result breaks a rule.
        """
        schedule = await lock_schedule(work, schedule_id, expected_version)
        require(by, Permission.CONFIGURE, schedule.team_id)
        require(by, Permission.CONFIGURE, changes.team_id or schedule.team_id)
        edited, fields = changes.apply_to(schedule, work.now)
        if not fields:
            return schedule
        await work.schedules.save_many((edited,))
        work.record(
            ScheduleEdited(
                id=EventId(work.ids()),
                at=work.now,
                by=by,
                schedule_id=schedule_id,
                fields=fields,
            )
        )
        return edited
