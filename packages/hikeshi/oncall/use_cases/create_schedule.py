"""Create a schedule."""

from attrs import frozen

from hikeshi.kernel.actor import Actor
from hikeshi.kernel.authorization import Permission, require
from hikeshi.kernel.ids import EventId, ScheduleId
from hikeshi.oncall.events import ScheduleCreated
from hikeshi.oncall.model.schedule import Schedule
from hikeshi.oncall.model.schedule_draft import ScheduleDraft
from hikeshi.oncall.ports import OncallWork


@frozen
class CreateSchedule:
    """Create a schedule."""

    async def __call__(self, work: OncallWork, draft: ScheduleDraft, *, by: Actor) -> Schedule:
        """Create the schedule of a draft.

        Raises:
            ForbiddenError: The owner's schedules are not the actor's to configure.
            InvalidError: The draft breaks a rule; each fault has its pointer.
            ConflictError: The key is taken.
        """
        require(by, Permission.CONFIGURE, draft.team_id)
        schedule = draft.to_schedule(ScheduleId(work.ids()))
        await work.schedules.save_many((schedule,))
        work.record(
            ScheduleCreated(
                id=EventId(work.ids()),
                at=work.now,
                by=by,
                schedule_id=schedule.id,
                key=schedule.key,
                team_id=schedule.team_id,
            )
        )
        return schedule
