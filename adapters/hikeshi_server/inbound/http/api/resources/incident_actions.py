"""What people do about an incident: escalate, snooze, reassign, write down."""

from attrs import field, frozen

from hikeshi.flow.work import Work
from hikeshi.incidents.queries import IncidentView, incident_view
from hikeshi.incidents.use_cases.add_note import AddNote
from hikeshi.incidents.use_cases.escalate_incident import EscalateIncident
from hikeshi.incidents.use_cases.reassign_incident import ReassignIncident
from hikeshi.incidents.use_cases.snooze_incident import SnoozeIncident
from hikeshi.kernel.errors import InvalidError
from hikeshi.kernel.ids import IncidentId
from hikeshi_server.inbound.http.api.bodies.incidents import (
    EscalationBody,
    NoteBody,
    ReassignmentBody,
    SnoozeBody,
)
from hikeshi_server.inbound.http.api.call import Call


@frozen
class IncidentActions:
    """/incidents/{incident}/escalations, …/snoozes, …/reassignments and …/notes"""

    escalate_incident: EscalateIncident = field(factory=EscalateIncident)
    snooze_incident: SnoozeIncident = field(factory=SnoozeIncident)
    reassign_incident: ReassignIncident = field(factory=ReassignIncident)
    add_note: AddNote = field(factory=AddNote)

    async def escalate(
        self, work: Work, call: Call, incident: IncidentId, body: EscalationBody
    ) -> IncidentView:
        """POST /incidents/{incident}/escalations"""
        escalated = await self.escalate_incident(
            work,
            incident,
            step=body.step,
            by=call.actor,
            expected_version=call.expected_version,
        )
        return incident_view(escalated)

    async def snooze(
        self, work: Work, call: Call, incident: IncidentId, body: SnoozeBody
    ) -> IncidentView:
        """POST /incidents/{incident}/snoozes"""
        asleep = await self.snooze_incident(
            work,
            incident,
            until=body.end(work.now),
            by=call.actor,
            expected_version=call.expected_version,
        )
        return incident_view(asleep)

    async def reassign(
        self, work: Work, call: Call, incident: IncidentId, body: ReassignmentBody
    ) -> IncidentView:
        """POST /incidents/{incident}/reassignments"""
        to = body.user or body.escalation_policy
        if to is None:
            raise InvalidError.at("/user", "name either a user or an escalation_policy")
        given = await self.reassign_incident(
            work,
            incident,
            to=to,
            to_policy=body.user is None,
            by=call.actor,
            expected_version=call.expected_version,
        )
        return incident_view(given)

    async def note(
        self, work: Work, call: Call, incident: IncidentId, body: NoteBody
    ) -> IncidentView:
        """POST /incidents/{incident}/notes"""
        noted = await self.add_note(work, incident, text=body.text, by=call.actor)
        return incident_view(noted)
