"""A drill of Ana in a library in memory, beside an open incident of hers."""

from datetime import time, timedelta
from typing import Any

from tests.unit.incidents.desk import Desk

from hikeshi.flow.work import Work
from hikeshi.incidents.model.drill import Drill, DrillDraft
from hikeshi.incidents.model.drill_run import DrillRun
from hikeshi.incidents.model.escalation_policy import Target, TargetKind
from hikeshi.incidents.model.recurrence import Recurrence, RecurrenceType
from hikeshi.incidents.use_cases.acknowledge_incident import AcknowledgeIncident
from hikeshi.incidents.use_cases.create_drill import CreateDrill
from hikeshi.incidents.use_cases.run_drill import RunDrill
from hikeshi.incidents.use_cases.run_due_drills import RunDueDrills
from hikeshi.kernel.actor import Actor, Role
from hikeshi.kernel.ids import IncidentId
from hikeshi.memory.clock import FixedClock

#: Every day at 10:00 UTC; stories begin at 03:10.
DAILY = Recurrence(type=RecurrenceType.WEEKLY, at=time(10), time_zone="UTC")


class DrillGround(Desk):
    """A desk with a drill of Ana that runs daily."""

    def __init__(self, **changes: Any) -> None:
        super().__init__(**changes)
        self.acknowledge("ana")
        self.forget()
        self.drill = self.lay_down()

    @property
    def admin(self) -> Actor:
        """Somebody who may configure everything."""
        return self.person("dee", role=Role.ADMIN)

    def target(self, who: str) -> Target:
        """Return a person as a target."""
        return Target(TargetKind.USER, self.player.names.user(who).id, who)

    def draft(self, key: str = "night", **facts: Any) -> DrillDraft:
        """Return the draft of a drill of Ana."""
        return DrillDraft(
            **{"key": key, "targets": (self.target("ana"),), "recurrence": DAILY, **facts}
        )

    def lay_down(self, key: str = "night", **facts: Any) -> Drill:
        """Create a drill of Ana."""
        made: Drill = self.do(CreateDrill(), self.draft(key, **facts), by=self.admin)
        return made

    def run_now(self, drill: Drill | None = None) -> tuple[DrillRun, ...]:
        """Run the drill because somebody asks for it; what is due now is done."""
        begun = self.do(RunDrill(), (drill or self.drill).id, by=self.person("ben"))
        self.advance()
        return tuple(begun)

    def run_due(self, limit: int = 20) -> int:
        """Run what is due; what follows is done."""
        looked_at: int = self.world.do(lambda work: RunDueDrills()(work, limit=limit))
        self.advance()
        return looked_at

    @staticmethod
    async def acknowledging(work: Work, incident_id: IncidentId, by: Actor) -> None:
        """Acknowledge."""
        await AcknowledgeIncident()(work, incident_id, by=by)

    def jump(self, **span: float) -> None:
        """Let time pass in which nothing is done."""
        clock: FixedClock = self.world.clock
        clock.instant += timedelta(**span)

    @property
    def runs(self) -> list[DrillRun]:
        """What drills have shown, oldest first."""
        return sorted(self.world.store.drill_runs.rows.values(), key=lambda run: run.id)

    @property
    def planned(self) -> dict[Any, Any]:
        """When drills run next."""
        return self.world.store.drill_timers.rows
