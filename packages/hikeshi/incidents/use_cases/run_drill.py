"""Run a drill now."""

from collections.abc import Callable, Sequence

from attrs import field, frozen

from hikeshi.incidents.errors import DrillNotFoundError, DrillRunningError, DrillsHeldError
from hikeshi.incidents.model.drill_run import DrillRun
from hikeshi.incidents.ports import IncidentWork
from hikeshi.incidents.use_cases._drills import begin_runs, nothing_held
from hikeshi.kernel.actor import Actor
from hikeshi.kernel.authorization import Permission, require
from hikeshi.kernel.ids import DrillId


@frozen
class RunDrill:
    """Run a drill now, whatever its recurrence says, and though it may be disabled.

    Args:
        held: Says why nothing is sent at present; nothing = everything leaves.
    """

    held: Callable[[], str | None] = field(default=nothing_held)

    async def __call__(
        self, work: IncidentWork, drill_id: DrillId, *, by: Actor
    ) -> Sequence[DrillRun]:
        """Page everybody it names; return one run for each.

        Args:
            work: The unit of work.
            drill_id: Which drill.
            by: Who wants it; needs `respond`, as everybody does who pages by hand.

        Raises:
            DrillNotFoundError: There is none.
            ForbiddenError: The actor may not page on behalf of the team.
            DrillsHeldError: Nothing may leave: everybody would miss it.
            DrillRunningError: Somebody has not answered its last run yet.
        """
        drill = (await work.drills.lock_many((drill_id,))).get(drill_id)
        if drill is None:
            raise DrillNotFoundError
        require(by, Permission.RESPOND, drill.team_id)
        if self.held() is not None:
            raise DrillsHeldError
        if await work.drill_runs.waiting(drill_id):
            raise DrillRunningError
        return await begin_runs(work, drill, by=by)
