"""Change how bad the incident is."""

from attrs import frozen

from hikeshi.incidents.model.changing_severity import change_severity
from hikeshi.incidents.model.incident import Incident
from hikeshi.incidents.ports import IncidentWork
from hikeshi.incidents.use_cases._deciding import decide_one
from hikeshi.kernel.actor import Actor
from hikeshi.kernel.ids import IncidentId
from hikeshi.kernel.severity import Severity


@frozen
class ChangeSeverity:
    """Change how bad the incident is."""

    async def __call__(
        self,
        work: IncidentWork,
        incident_id: IncidentId,
        *,
        severity: Severity,
        by: Actor,
        expected_version: int | None = None,
    ) -> Incident:
        """Do it as `by`; see `hikeshi.incidents.model.changing_severity` for the rule."""
        return await decide_one(
            work,
            incident_id,
            lambda incident, roster, moment: change_severity(incident, severity, roster, moment),
            by=by,
            expected_version=expected_version,
        )
