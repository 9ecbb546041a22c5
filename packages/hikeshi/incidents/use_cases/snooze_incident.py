"""Let nothing happen until an instant."""

from datetime import datetime

from attrs import frozen

from hikeshi.incidents.model.acknowledging import snooze
from hikeshi.incidents.model.incident import Incident
from hikeshi.incidents.ports import IncidentWork
from hikeshi.incidents.use_cases._deciding import decide_one
from hikeshi.kernel.actor import Actor
from hikeshi.kernel.ids import IncidentId


@frozen
class SnoozeIncident:
    """Let nothing happen until an instant."""

    async def __call__(
        self,
        work: IncidentWork,
        incident_id: IncidentId,
        *,
        until: datetime,
        by: Actor,
        expected_version: int | None = None,
    ) -> Incident:
        """Do it as `by`; see `hikeshi.incidents.model.acknowledging` for the rule."""
        return await decide_one(
            work,
            incident_id,
            lambda incident, _roster, moment: snooze(incident, until, moment),
            by=by,
            expected_version=expected_version,
        )
