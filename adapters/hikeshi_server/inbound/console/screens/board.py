"""The board: what is open, and who is on call."""

from attrs import frozen
from falcon.asgi import Request, Response

from hikeshi.incidents.model.incident import Incident
from hikeshi_server.inbound.console.visits import ScreenOf, page

#: More open incidents than this are counted, not shown: the list has them all.
MOST_SHOWN = 100


@frozen
class Board(ScreenOf):
    """GET /"""

    @page
    async def on_get(self, request: Request, response: Response) -> None:
        """Show open incidents and who is on call now; `?live=0` stops the page from updating."""
        visit = await self.desk.visit(request)
        found = await self.desk.parts.queries.open_incidents(MOST_SHOWN + 1)
        shown = found[:MOST_SHOWN]
        self.desk.show(
            response,
            visit,
            "board.html",
            incidents=shown,
            has_more=len(found) > MOST_SHOWN,
            exhausted=[incident for incident in shown if is_exhausted(incident)],
            duties=self.desk.rota.duties(visit.directory.schedules.values(), visit.times.now),
            live=request.get_param("live") != "0",
            is_exhausted=is_exhausted,
        )

    on_head = on_get


@frozen
class OnCall(ScreenOf):
    """GET /on-call"""

    @page
    async def on_get(self, request: Request, response: Response) -> None:
        """Show who is on call now in each schedule, and who comes next."""
        visit = await self.desk.visit(request)
        found = self.desk.rota.duties(visit.directory.schedules.values(), visit.times.now)
        self.desk.show(response, visit, "on_call.html", duties=found)

    on_head = on_get


def is_exhausted(incident: Incident) -> bool:
    """Say whether everybody was paged in vain and nobody has it."""
    return incident.escalation.exhausted and incident.status == "triggered"
