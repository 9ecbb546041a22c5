"""One message spoke of several incidents: who answers it answers for each of them."""

from collections.abc import Sequence

from attrs import field, frozen

from hikeshi.flow.work import Work
from hikeshi.incidents.model.incident import Incident
from hikeshi.incidents.use_cases.acknowledge_incident import AcknowledgeIncident
from hikeshi.kernel.actor import Actor
from hikeshi.kernel.ids import IncidentId, NotificationId, UserId


async def incidents_of_bundle(
    work: Work, bundle_id: NotificationId, user_id: UserId
) -> Sequence[Incident]:
    """Return the incidents a message to that person spoke of, in the order of their numbers."""
    members = await work.bundles.members([bundle_id])
    wanted: set[IncidentId] = {n.incident_id for n in members if n.user_id == user_id}
    found = await work.incidents.get_many(wanted)
    return sorted(found.values(), key=lambda incident: incident.number)


@frozen
class AcknowledgeBundle:
    """Acknowledge every incident a message spoke of, as its reader; those that are over stay."""

    acknowledge: AcknowledgeIncident = field(factory=AcknowledgeIncident)

    async def __call__(
        self, work: Work, bundle_id: NotificationId, *, user_id: UserId, by: Actor
    ) -> Sequence[Incident]:
        """Acknowledge what is still open; say it again and nothing more happens.

        Args:
            bundle_id: What the message was sent out under.
            user_id: Whom it was sent to.

        Returns:
            The incidents as they are now, in the order of their numbers.

        Raises:
            ForbiddenError: The person may not respond to one of them; nothing is written.
        """
        found = await incidents_of_bundle(work, bundle_id, user_id)
        wanted = sorted(incident.id for incident in found if incident.status.is_open)
        locked = await work.incidents.lock_many(wanted)
        for incident in locked.values():
            if incident.status.is_open:
                await self.acknowledge(work, incident.id, by=by)
        return await incidents_of_bundle(work, bundle_id, user_id)
