"""/incidents, /pages"""

from attrs import field, frozen

from hikeshi.flow.explanation import ExplainIncident, Explanation
from hikeshi.flow.work import Transactions, Work
from hikeshi.incidents.errors import IncidentNotFoundError
from hikeshi.incidents.model.incident import Incident
from hikeshi.incidents.queries import (
    IncidentFilters,
    IncidentQueries,
    IncidentView,
    TimelineEntryView,
    TimelineFilters,
    incident_view,
)
from hikeshi.incidents.use_cases.change_severity import ChangeSeverity
from hikeshi.incidents.use_cases.declare_incident import Declaration, DeclareIncident
from hikeshi.incidents.use_cases.edit_incident import EditIncident
from hikeshi.incidents.use_cases.page_by_hand import PageByHand, PageRequested
from hikeshi.kernel.ids import IncidentId, ServiceId, TeamId, UserId
from hikeshi.kernel.paging import PageOf, PageRequest
from hikeshi_server.inbound.http.api.bodies.incidents import IncidentDraft
from hikeshi_server.inbound.http.api.call import Call
from hikeshi_server.inbound.http.api.changes import MergePatch


@frozen(kw_only=True)
class ExplanationOf:
    """Whose part of the story is wanted; nothing = everybody's."""

    user_id: UserId | None = None


@frozen(kw_only=True)
class Incidents:
    """/incidents"""

    transactions: Transactions
    queries: IncidentQueries
    declare_incident: DeclareIncident = field(factory=DeclareIncident)
    edit_incident: EditIncident = field(factory=EditIncident)
    explain_incident: ExplainIncident = field(factory=ExplainIncident)
    change_severity: ChangeSeverity = field(factory=ChangeSeverity)

    async def list_page(
        self, call: Call, page: PageRequest, filters: IncidentFilters
    ) -> PageOf[IncidentView]:
        """GET /incidents"""
        del call
        return await self.queries.list_page(page, filters)

    async def read(self, work: Work, call: Call, incident: IncidentId) -> IncidentView:
        """GET /incidents/{incident}"""
        del call
        return incident_view(await _found(work, incident))

    async def declare(self, work: Work, call: Call, body: Declaration) -> IncidentView:
        """POST /incidents"""
        owner_id = await _team(work, None, body.service_id)
        declared = await self.declare_incident(
            work, body, team_id=body.team_id or owner_id, owner_id=owner_id, by=call.actor
        )
        return incident_view(declared)

    async def explain(
        self, work: Work, call: Call, incident: IncidentId, filters: ExplanationOf
    ) -> Explanation:
        """GET /incidents/{incident}/explanation"""
        return await self.explain_incident(work, incident, by=call.actor, user_id=filters.user_id)

    async def edit(
        self, work: Work, call: Call, incident: IncidentId, body: MergePatch[IncidentDraft]
    ) -> IncidentView:
        """PATCH /incidents/{incident}"""
        found = await _found(work, incident)
        wanted = body.onto(incident_view(found))(IncidentDraft.of(found))
        edited = await self.edit_incident(
            work,
            incident,
            title=wanted.title,
            description=wanted.description,
            labels=wanted.labels,
            by=call.actor,
            expected_version=call.expected_version,
        )
        if wanted.severity is not edited.severity:
            edited = await self.change_severity(
                work, incident, severity=wanted.severity, by=call.actor
            )
        return incident_view(edited)

    async def timeline(
        self, call: Call, incident: IncidentId, page: PageRequest, filters: TimelineFilters
    ) -> PageOf[TimelineEntryView]:
        """GET /incidents/{incident}/timeline"""
        del call
        found = await self.queries.timeline_page(incident, page, filters)
        if not found.items:
            await self.transactions.run(lambda work: _found(work, incident))
        return found


@frozen
class Pages:
    """/pages"""

    page_by_hand: PageByHand = field(factory=PageByHand)

    async def page(self, work: Work, call: Call, body: PageRequested) -> IncidentView:
        """POST /pages"""
        team_id = await _team(work, body.team, body.service)
        paged = await self.page_by_hand(work, body, team_id=team_id, by=call.actor)
        return incident_view(paged)


async def _found(work: Work, incident_id: IncidentId) -> Incident:
    found = (await work.incidents.get_many((incident_id,))).get(incident_id)
    if found is None:
        raise IncidentNotFoundError
    return found


async def _team(work: Work, team_id: TeamId | None, service_id: ServiceId | None) -> TeamId | None:
    if team_id is not None or service_id is None:
        return team_id
    return (await work.directory()).services[service_id].team_id
