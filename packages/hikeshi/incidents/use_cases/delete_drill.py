"""Delete a drill."""

from attrs import frozen

from hikeshi.incidents.events import DrillDeleted
from hikeshi.incidents.ports import IncidentWork
from hikeshi.incidents.use_cases._drills import lock_own_drill
from hikeshi.kernel.actor import Actor
from hikeshi.kernel.ids import DrillId


@frozen
class DeleteDrill:
    """Delete a drill; what runs already goes on, and what it showed stays."""

    async def __call__(
        self,
        work: IncidentWork,
        drill_id: DrillId,
        *,
        by: Actor,
        expected_version: int | None = None,
    ) -> None:
        """Delete the drill.

        Raises:
            DrillNotFoundError: There is none.
            StaleError: It has another version than the one expected.
            ForbiddenError: It is not the actor's to configure.
        """
        drill = await lock_own_drill(work, drill_id, expected_version, by)
        await work.drills.delete_many((drill_id,))
        await work.drill_timers.plan({drill_id: None})
        work.record(
            DrillDeleted(id=work.ids(), at=work.now, by=by, object_id=drill_id, key=drill.key)
        )
