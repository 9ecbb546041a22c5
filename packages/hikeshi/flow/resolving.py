"""A person says that an incident is over: its alerts are over with it."""

from typing import Any

from attrs import field, frozen

from hikeshi.alerts.events import AlertResolved
from hikeshi.flow.work import Work
from hikeshi.incidents.model.incident import Incident
from hikeshi.incidents.use_cases.resolve_incident import ResolveIncident
from hikeshi.kernel.actor import Actor
from hikeshi.kernel.ids import IncidentId


@frozen
class ResolveWithItsAlerts:
    """Say that an incident is over, and with it the alerts that still fire for it.

    The identities are locked before the incident, as when a signal comes in: they are read
    without a lock, and looked at again once they are locked. An alert that joins in between goes
    on firing; its next trigger begins a new incident.
    """

    resolve_incident: ResolveIncident = field(factory=ResolveIncident)

    async def __call__(
        self, work: Work, incident_id: IncidentId, *, by: Actor, expected_version: int | None = None
    ) -> Incident:
        """Do it as `by`; see `hikeshi.incidents.model.ending` for the rule.

        Args:
            work: The unit of work.
            incident_id: Which incident.
            by: Who says so; needs `respond`. The alerts are over in their name.
            expected_version: The version the person saw, where they said so.
        """
        identities = await work.incident_alerts.identities_firing(incident_id)
        firing = await work.alerts.lock_identities(identities) if identities else {}
        over = await self.resolve_incident(
            work, incident_id, by=by, expected_version=expected_version
        )
        ended = [
            alert.ended_with_incident(work.now)
            for alert in sorted(firing.values(), key=lambda alert: alert.id)
            if alert.incident_id == incident_id and alert.suppressed_since is None
        ]
        if ended:
            await work.alerts.save_many(ended)
        facts: dict[str, Any] = {"at": work.now, "by": by, "incident_id": incident_id}
        work.record(
            *(
                AlertResolved(id=work.ids(), alert_id=alert.id, with_incident=True, **facts)
                for alert in ended
            )
        )
        return over
