"""What becomes of an incident: acknowledgement, mitigation, resolution, closure and the rest."""

from attrs import field, frozen

from hikeshi.alerts.queries import AlertQueries
from hikeshi.flow.reopening import ReopenUnlessNewer
from hikeshi.flow.resolving import ResolveWithItsAlerts
from hikeshi.flow.work import Transactions, Work
from hikeshi.incidents.queries import IncidentView, incident_view
from hikeshi.incidents.use_cases.acknowledge_incident import AcknowledgeIncident
from hikeshi.incidents.use_cases.close_incident import CloseIncident
from hikeshi.incidents.use_cases.mitigate_incident import MitigateIncident
from hikeshi.incidents.use_cases.unacknowledge_incident import UnacknowledgeIncident
from hikeshi.kernel.ids import IncidentId
from hikeshi_server.inbound.http.api.call import Call


@frozen
class Acknowledgement:
    """/incidents/{incident}/acknowledgement"""

    acknowledge_incident: AcknowledgeIncident = field(factory=AcknowledgeIncident)
    unacknowledge_incident: UnacknowledgeIncident = field(factory=UnacknowledgeIncident)

    async def put(self, work: Work, call: Call, incident: IncidentId) -> IncidentView:
        """PUT /incidents/{incident}/acknowledgement"""
        taken = await self.acknowledge_incident(
            work, incident, by=call.actor, expected_version=call.expected_version
        )
        return incident_view(taken)

    async def remove(self, work: Work, call: Call, incident: IncidentId) -> IncidentView:
        """DELETE /incidents/{incident}/acknowledgement"""
        let_go = await self.unacknowledge_incident(
            work, incident, by=call.actor, expected_version=call.expected_version
        )
        return incident_view(let_go)


@frozen(kw_only=True)
class Resolution:
    """/incidents/{incident}/mitigation, …/resolution and …/closure"""

    transactions: Transactions
    alerts: AlertQueries
    mitigate_incident: MitigateIncident = field(factory=MitigateIncident)
    resolve_incident: ResolveWithItsAlerts = field(factory=ResolveWithItsAlerts)
    close_incident: CloseIncident = field(factory=CloseIncident)
    reopen_incident: ReopenUnlessNewer = field(factory=ReopenUnlessNewer)

    async def mitigate(self, work: Work, call: Call, incident: IncidentId) -> IncidentView:
        """PUT /incidents/{incident}/mitigation"""
        calm = await self.mitigate_incident(
            work, incident, by=call.actor, expected_version=call.expected_version
        )
        return incident_view(calm)

    async def resolve(self, work: Work, call: Call, incident: IncidentId) -> IncidentView:
        """PUT /incidents/{incident}/resolution"""
        over = await self.resolve_incident(
            work, incident, by=call.actor, expected_version=call.expected_version
        )
        return incident_view(over)

    async def close(self, work: Work, call: Call, incident: IncidentId) -> IncidentView:
        """PUT /incidents/{incident}/closure"""
        closed = await self.close_incident(
            work, incident, by=call.actor, expected_version=call.expected_version
        )
        return incident_view(closed)

    async def reopen(self, call: Call, incident: IncidentId) -> IncidentView:
        """DELETE /incidents/{incident}/resolution and …/mitigation"""
        # Read before the work begins: identities are locked before anything else is.
        identities = await self.alerts.identities_of(incident)

        async def again(work: Work) -> IncidentView:
            reopened = await self.reopen_incident(
                work,
                incident,
                identities,
                by=call.actor,
                expected_version=call.expected_version,
            )
            return incident_view(reopened)

        return await self.transactions.run(again, request_id=call.request_id)
