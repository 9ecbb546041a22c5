"""Run a drill now."""

from collections.abc import Sequence

from attrs import frozen

from hikeshi.incidents.errors import DrillNotFoundError, DrillRunningError
from hikeshi.incidents.model.drill_run import DrillRun
from hikeshi.incidents.ports import IncidentWork
from hikeshi.incidents.use_cases._drills import begin_runs
from hikeshi.kernel.actor import Actor
from hikeshi.kernel.authorization import Permission, require
from hikeshi.kernel.ids import DrillId


@frozen
class RunDrill:
    """Run a drill now, whatever its recurrence says, and though it may be disabled."""

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
            DrillRunningError: Somebody has not answered its last run yet.
        """
        drill = (await work.drills.lock_many((drill_id,))).get(drill_id)
        if drill is None:
            raise DrillNotFoundError
        require(by, Permission.RESPOND, drill.team_id)
        if await work.drill_runs.waiting(drill_id):
            raise DrillRunningError
        return await begin_runs(work, drill, by=by)
