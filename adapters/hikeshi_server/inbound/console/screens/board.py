"""The board: what is open, and who is on call."""

from datetime import UTC, datetime

from attrs import frozen
from falcon.asgi import Request, Response

from hikeshi.alerts.model.maintenance_window import MaintenanceWindow
from hikeshi.flow.directory import Directory
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
            quiet=_quiet(visit.directory, visit.times.now),
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


@frozen
class Quiet:
    """A silence or maintenance window that holds now.

    Args:
        about: The services worked on, or the conditions alerts have to meet.
        ends_at: When it ends; nothing = when somebody ends it.
    """

    about: str
    why: str
    ends_at: datetime | None


def _quiet(directory: Directory, now: datetime) -> list[Quiet]:
    """Return what keeps alerts quiet now, the first to end first."""
    silences = [
        Quiet(", ".join(map(str, each.matchers)), each.comment, each.ends_at)
        for each in directory.silences.values()
        if each.is_active(now)
    ]
    windows = [
        Quiet(_worked_on(directory, each), each.reason, each.ends_at)
        for each in directory.maintenance_windows.values()
        if each.is_active(now)
    ]
    latest = datetime.max.replace(tzinfo=UTC)
    return sorted([*silences, *windows], key=lambda each: each.ends_at or latest)


def _worked_on(directory: Directory, window: MaintenanceWindow) -> str:
    services = (directory.services.get(found) for found in window.service_ids)
    return ", ".join(service.name for service in services if service is not None)


def is_exhausted(incident: Incident) -> bool:
    """Say whether everybody was paged in vain and nobody has it."""
    return incident.escalation.exhausted and incident.status == "triggered"
