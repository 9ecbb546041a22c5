"""Somebody takes an incident, whoever has it: what a hand-off offers."""

from attrs import frozen

from hikeshi.flow.work import Work
from hikeshi.incidents.model.incident import Incident, IncidentStatus
from hikeshi.incidents.use_cases.acknowledge_incident import AcknowledgeIncident
from hikeshi.incidents.use_cases.reassign_incident import ReassignIncident
from hikeshi.kernel.actor import Actor, ActorKind
from hikeshi.kernel.ids import IncidentId, UserId


@frozen
class TakeIncident:
    """Give the incident to oneself and accept it, in one work.

    Where nobody has it that is an acknowledgement; where the harm has stopped, who takes it
    joins those who have it.
    """

    reassign: ReassignIncident = ReassignIncident()
    acknowledge: AcknowledgeIncident = AcknowledgeIncident()

    async def __call__(self, work: Work, incident_id: IncidentId, *, by: Actor) -> Incident:
        """Do it as `by`; a repetition changes nothing."""
        found = (await work.incidents.get_many([incident_id])).get(incident_id)
        if found is not None and by.kind is ActorKind.USER and by.id is not None:
            person = UserId(by.id)
            if found.status is IncidentStatus.ACKNOWLEDGED and found.acknowledged_by != person:
                await self.reassign(work, incident_id, to=person, by=by)
        return await self.acknowledge(work, incident_id, by=by)
