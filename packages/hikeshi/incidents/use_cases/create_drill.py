"""Lay down who must acknowledge harmless pages, and when."""

from attrs import frozen

from hikeshi.incidents.events import DrillCreated
from hikeshi.incidents.model.drill import Drill, DrillDraft
from hikeshi.incidents.ports import IncidentWork
from hikeshi.kernel.actor import Actor
from hikeshi.kernel.authorization import Permission, require
from hikeshi.kernel.ids import DrillId


@frozen
class CreateDrill:
    """Lay down who must acknowledge harmless pages, and when."""

    async def __call__(self, work: IncidentWork, draft: DrillDraft, *, by: Actor) -> Drill:
        """Create the drill of a draft; its first run is planned.

        Raises:
            ForbiddenError: The owner's drills are not the actor's to configure.
            ConflictError: The key is taken.
        """
        require(by, Permission.CONFIGURE, draft.team_id)
        drill = Drill(id=DrillId(work.ids()), **draft.values)
        await work.drills.save_many((drill,))
        await work.drill_timers.plan({drill.id: drill.next_run_after(work.now)})
        work.record(
            DrillCreated(id=work.ids(), at=work.now, by=by, object_id=drill.id, key=drill.key)
        )
        return drill
