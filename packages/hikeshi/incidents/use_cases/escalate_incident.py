"""Run the next step, or a chosen one, now."""

from attrs import frozen

from hikeshi.incidents.model.incident import Incident
from hikeshi.incidents.model.starting import escalate
from hikeshi.incidents.ports import IncidentWork
from hikeshi.incidents.use_cases._deciding import decide_one
from hikeshi.kernel.actor import Actor
from hikeshi.kernel.ids import IncidentId


@frozen
class EscalateIncident:
    """Run the next step, or a chosen one, now."""

    async def __call__(
        self,
        work: IncidentWork,
        incident_id: IncidentId,
        *,
        step: int | None = None,
        by: Actor,
        expected_version: int | None = None,
    ) -> Incident:
        """Do it as `by`; see `hikeshi.incidents.model.starting` for the rule."""
        return await decide_one(
            work,
            incident_id,
            lambda incident, roster, moment: escalate(incident, roster, moment, step=step),
            by=by,
            expected_version=expected_version,
        )
