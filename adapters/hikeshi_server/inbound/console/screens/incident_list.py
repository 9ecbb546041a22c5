"""All incidents, filtered, page by page."""

from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from attrs import frozen
from falcon.asgi import Request, Response

from hikeshi.incidents.model.incident import IncidentStatus
from hikeshi.incidents.queries import IncidentFilters
from hikeshi.kernel.errors import InvalidError, Sentence
from hikeshi.kernel.ids import ServiceId
from hikeshi.kernel.paging import PageRequest
from hikeshi.kernel.severity import Severity
from hikeshi_server.inbound.console.forms import one_of
from hikeshi_server.inbound.console.visits import ScreenOf, Visit, page

ON_A_PAGE = 50
E = TypeVar("E", bound=StrEnum)


@frozen
class IncidentList(ScreenOf):
    """GET /incidents"""

    @page
    async def on_get(self, request: Request, response: Response) -> None:
        """Show incidents, the newest first; filters `status`, `severity`, `service`."""
        visit = await self.desk.visit(request)
        status = _choice(request, "status", IncidentStatus)
        severity = _choice(request, "severity", Severity)
        service = request.get_param("service") or ""
        found = await self.desk.parts.incidents.list_page(
            PageRequest(limit=ON_A_PAGE, cursor=request.get_param("cursor") or None),
            IncidentFilters(
                status=None if status is None else (status,),
                severity=None if severity is None else (severity,),
                service_id=_service_id(visit, service),
            ),
        )
        filters = {"status": status or "", "severity": severity or "", "service": service}
        self.desk.show(
            response,
            visit,
            "incidents.html",
            incidents=found.items,
            older=_older(filters, found.next_cursor),
            is_first=not request.get_param("cursor"),
            filters=filters,
            statuses=tuple(IncidentStatus),
            severities=tuple(Severity),
            services=sorted(visit.directory.services.values(), key=lambda s: s.name),
        )

    on_head = on_get


def _choice(request: Request, name: str, kind: type[E]) -> E | None:
    value = request.get_param(name)
    if not value:
        return None
    try:
        return kind(value)
    except ValueError:
        raise InvalidError.at(f"/{name}", one_of(member.value for member in kind)) from None


def _service_id(visit: Visit, key: str) -> ServiceId | None:
    if not key:
        return None
    for service in visit.directory.services.values():
        if service.key == key:
            return service.id
    raise InvalidError.at("/service", Sentence("has no service with the key “{key}”", key=key))


def _older(filters: dict[str, str], cursor: str | None) -> str | None:
    if cursor is None:
        return None
    chosen = {name: str(value) for name, value in filters.items() if value}
    return "/incidents?" + urlencode({**chosen, "cursor": cursor})
