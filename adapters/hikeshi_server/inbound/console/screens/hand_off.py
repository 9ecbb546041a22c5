"""What a schedule hands over: its open incidents, each with a button to take it."""

from collections.abc import Mapping, Sequence

from attrs import frozen
from falcon.asgi import Request, Response

from hikeshi.flow.handing_over import policies_of_schedule
from hikeshi.incidents.model.incident import Incident, IncidentStatus
from hikeshi.kernel.ids import IncidentId, ScheduleId
from hikeshi_server.inbound.console.screens.schedule import find_schedule
from hikeshi_server.inbound.console.visits import Desk, ScreenOf, Visit, page

#: More open incidents than this are not offered here: the list has them all.
MOST_OFFERED = 100


@frozen
class HandOffPage(ScreenOf):
    """GET /schedules/{key}/hand-off"""

    @page
    async def on_get(self, request: Request, response: Response, key: str) -> None:
        """Show what is open, who has it, and who comes next."""
        visit = await self.desk.visit(request)
        schedule = find_schedule(visit, key)
        offered = await _offered(self.desk, visit, schedule.id)
        self.desk.show(
            response,
            visit,
            "hand_off.html",
            schedule=schedule,
            duty=self.desk.rota.duty(schedule, visit.times.now),
            incidents=offered,
            buttons={found.id: _buttons(visit, found) for found in offered},
        )

    on_head = on_get


async def _offered(desk: Desk, visit: Visit, schedule_id: ScheduleId) -> Sequence[Incident]:
    policies = policies_of_schedule(visit.directory, schedule_id)
    ids = [view.id for view in await desk.parts.incidents.open_of_policies(policies, MOST_OFFERED)]
    found: Mapping[IncidentId, Incident] = await desk.read(
        lambda work: work.incidents.get_many(ids)
    )
    return [found[each] for each in ids if each in found]


def _buttons(visit: Visit, incident: Incident) -> list[str]:
    """Return the button, unless the reader has the incident, or may not have it."""
    me = visit.user.id if visit.user is not None else None
    if not visit.may("respond", incident.team_id):
        return []
    if incident.status is IncidentStatus.MITIGATED:
        return [] if me in incident.responder_ids else ["join"]
    has_it = incident.status is IncidentStatus.ACKNOWLEDGED and incident.acknowledged_by == me
    return [] if has_it else ["take"]
