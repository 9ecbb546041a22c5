"""Run the drills whose time has come."""

from attrs import frozen

from hikeshi.incidents.events import DrillPassedOver
from hikeshi.incidents.ports import IncidentWork
from hikeshi.incidents.use_cases._drills import begin_runs
from hikeshi.kernel.actor import SYSTEM


@frozen
class RunDueDrills:
    """Claim drills that are due, page and plan the next run inside the claim.

    One run stands for all that were due meanwhile; one that is late by more than an hour is left
    out. Another worker leaves out what this one holds.
    """

    async def __call__(self, work: IncidentWork, *, limit: int = 20) -> int:
        """Run at most `limit` drills; return how many were looked at."""
        due = await work.drill_timers.lock_due(work.now, limit)
        if not due:
            return 0
        drills = await work.drills.get_many(due)
        for drill_id, planned_at in due.items():
            drill = drills.get(drill_id)
            if drill is None:
                continue
            if drill.still_due(planned_at, work.now):
                await begin_runs(work, drill, by=SYSTEM)
                continue
            work.record(
                DrillPassedOver(
                    id=work.ids(),
                    at=work.now,
                    by=SYSTEM,
                    object_id=drill_id,
                    key=drill.key,
                    planned_at=planned_at,
                )
            )
        await work.drill_timers.plan(
            {
                found: drills[found].next_run_after(work.now) if found in drills else None
                for found in due
            }
        )
        return len(due)
