"""Say that the harm has stopped."""

from attrs import frozen

from hikeshi.incidents.model.ending import mitigate
from hikeshi.incidents.model.incident import Incident
from hikeshi.incidents.ports import IncidentWork
from hikeshi.incidents.use_cases._deciding import decide_one
from hikeshi.kernel.actor import Actor
from hikeshi.kernel.ids import IncidentId


@frozen
class MitigateIncident:
    """Say that the harm has stopped."""

    async def __call__(
        self,
        work: IncidentWork,
        incident_id: IncidentId,
        *,
        by: Actor,
        expected_version: int | None = None,
    ) -> Incident:
        """Do it as `by`; see `hikeshi.incidents.model.ending` for the rule."""
        return await decide_one(
            work,
            incident_id,
            lambda incident, _roster, moment: mitigate(incident, moment),
            by=by,
            expected_version=expected_version,
        )
