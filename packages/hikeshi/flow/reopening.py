"""An incident is taken up again only while no newer one holds the identity of its alerts."""

from collections.abc import Sequence

from attrs import field, frozen

from hikeshi.alerts.model.alert import AlertIdentity
from hikeshi.flow.work import Work
from hikeshi.incidents.errors import NewerIncidentOpenError
from hikeshi.incidents.model.incident import Incident
from hikeshi.incidents.use_cases.reopen_incident import ReopenIncident
from hikeshi.kernel.actor import Actor
from hikeshi.kernel.ids import IncidentId


@frozen
class ReopenUnlessNewer:
    """Take an incident up again, unless a newer open one holds the identity of its alerts.

    Alerts that a person ended with it fire again: their sources have never said that they are over.
    """

    reopen_incident: ReopenIncident = field(factory=ReopenIncident)

    async def __call__(
        self,
        work: Work,
        incident_id: IncidentId,
        identities: Sequence[AlertIdentity],
        *,
        by: Actor,
        expected_version: int | None = None,
    ) -> Incident:
        """Reopen as `by`.

        Args:
            work: The unit of work.
            incident_id: Which incident.
            identities: The identities of its alerts; locked before anything is read.
            by: Who wants it; needs `respond`.
            expected_version: The version the person saw, where they said so.

        Raises:
            NewerIncidentOpenError: Naming the number of the newer incident.
        """
        firing = await work.alerts.lock_identities(identities) if identities else {}
        others = {alert.incident_id for alert in firing.values()} - {incident_id}
        for other in (await work.incidents.get_many(others)).values():
            if other.status.is_open:
                raise NewerIncidentOpenError(
                    f"Incident {other.number} is open and holds the identity of this one; "
                    "work on that one."
                )
        ended = await work.incident_alerts.ended_with(incident_id)
        reopened = await self.reopen_incident(
            work, incident_id, by=by, expected_version=expected_version
        )
        locked = frozenset(identities) - firing.keys()
        again = [alert.firing_again() for alert in ended if alert.identity in locked]
        if again:
            await work.incident_alerts.fire_again(again)
        return reopened
