"""Somebody lets the incident go: paging goes on."""

from attrs import frozen

from hikeshi.incidents.model.acknowledging import unacknowledge
from hikeshi.incidents.model.incident import Incident
from hikeshi.incidents.ports import IncidentWork
from hikeshi.incidents.use_cases._deciding import decide_one
from hikeshi.kernel.actor import Actor
from hikeshi.kernel.ids import IncidentId


@frozen
class UnacknowledgeIncident:
    """Somebody lets the incident go: paging goes on."""

    async def __call__(
        self,
        work: IncidentWork,
        incident_id: IncidentId,
        *,
        by: Actor,
        expected_version: int | None = None,
    ) -> Incident:
        """Do it as `by`; see `hikeshi.incidents.model.acknowledging` for the rule."""
        return await decide_one(
            work,
            incident_id,
            lambda incident, roster, moment: unacknowledge(
                incident, roster, moment, reason="by a person"
            ),
            by=by,
            expected_version=expected_version,
        )
