"""Services: whom they page, and the senders that speak of them."""

from collections.abc import Mapping

from attrs import frozen
from falcon.asgi import Request, Response

from hikeshi.alerts.model.maintenance_window import MaintenanceWindow
from hikeshi.alerts.queries import AlertFilters, UnreadableSignalFilters, UnreadableSignalView
from hikeshi.flow.directory import Directory
from hikeshi.flow.work import Work
from hikeshi.kernel.authorization import Permission
from hikeshi.kernel.errors import HikeshiError
from hikeshi.kernel.ids import IntegrationId
from hikeshi.kernel.paging import PageRequest
from hikeshi.teams.errors import IntegrationNotFoundError, ServiceNotFoundError
from hikeshi.teams.model.integration import IntegrationKind
from hikeshi.teams.model.service import Service
from hikeshi_server.inbound.console.forms import read_id, read_version
from hikeshi_server.inbound.console.pressing import Press, VerbScreen, no_such_verb
from hikeshi_server.inbound.console.senders import read_sender, shown_senders
from hikeshi_server.inbound.console.visits import Desk, ScreenOf, Visit, page

VERBS = ("add-sender", "rotate-key", "remove-old-keys")
#: So many alerts of a service are looked at, the newest.
MOST_ALERTS = 200


@frozen
class ServicesPage(ScreenOf):
    """GET /services"""

    @page
    async def on_get(self, request: Request, response: Response) -> None:
        """Show every service, loudly those whose incidents page nobody."""
        visit = await self.desk.visit(request)
        services = sorted(visit.directory.services.values(), key=lambda each: each.name)
        self.desk.show(response, visit, "services.html", services=services)

    on_head = on_get


@frozen
class ServicePage(ScreenOf):
    """GET /services/{key}"""

    @page
    async def on_get(self, request: Request, response: Response, key: str) -> None:
        """Show whom a service pages, and its senders with what they sent last."""
        visit = await self.desk.visit(request)
        await _show(self.desk, response, visit, _service(visit.directory, key), {})

    on_head = on_get


@frozen
class ServiceVerb(VerbScreen):
    """POST /services/{key}/{verb}: add-sender, rotate-key, remove-old-keys"""

    async def act(self, press: Press) -> str:
        """Add a sender, give one a new key, or let only its newest key live."""
        service = _service(press.visit.directory, press.at["key"])
        await self.desk.do(press.request, lambda work: self._do(work, press, service))
        return f"/services/{service.key}"

    async def refuse(self, press: Press, error: HikeshiError) -> None:
        """Show why not, with what was filled in."""
        service = _service(press.visit.directory, press.at["key"])
        await _show(self.desk, press.response, press.visit, service, press.form, error)

    async def page_of(self, visit: Visit, at: Mapping[str, str]) -> str:
        """Return the page the buttons are on."""
        return f"/services/{_service(visit.directory, at['key']).key}"

    async def _do(self, work: Work, press: Press, service: Service) -> None:
        verbs, form, by = self.desk.parts.senders, press.form, press.by
        if press.verb == "add-sender":
            await verbs.create(work, read_sender(form, service.id), by=by)
            return
        if press.verb not in VERBS:
            raise no_such_verb(VERBS)
        use_case = verbs.rotate_key if press.verb == "rotate-key" else verbs.remove_old_keys
        sender = _sender(press.visit.directory, service, form)
        await use_case(work, sender, by=by, expected_version=read_version(form))


def _service(directory: Directory, key: str) -> Service:
    for service in directory.services.values():
        if key in {service.key, str(service.id)}:
            return service
    raise ServiceNotFoundError


def _sender(directory: Directory, service: Service, form: Mapping[str, str]) -> IntegrationId:
    found = IntegrationId(read_id(form.get("id", "")))
    sender = directory.integrations.get(found)
    if sender is None or sender.service_id != service.id:
        raise IntegrationNotFoundError
    return found


async def _unreadable(desk: Desk, visit: Visit) -> tuple[UnreadableSignalView, ...]:
    """Return messages nobody understood, to who may see them."""
    if not visit.may(Permission.OPERATE):
        return ()
    request = PageRequest(limit=MOST_ALERTS)
    return (await desk.parts.alerts.unreadable_page(request, UnreadableSignalFilters())).items


async def _show(
    desk: Desk,
    response: Response,
    visit: Visit,
    service: Service,
    form: Mapping[str, str],
    error: HikeshiError | None = None,
) -> None:
    directory = await desk.read(lambda work: work.directory())
    service = _service(directory, str(service.id))
    newest = PageRequest(limit=MOST_ALERTS)
    alerts = (await desk.parts.alerts.list_page(newest, AlertFilters(service_id=service.id))).items
    secrets = visit.may(Permission.READ_SECRETS, service.team_id)
    desk.show(
        response,
        visit,
        "service.html",
        error=error,
        service=service,
        team=directory.teams.get(service.team_id) if service.team_id is not None else None,
        policies=directory.policies,
        quiet=[
            each for each in directory.maintenance_windows.values() if _holds(each, service, visit)
        ],
        senders=shown_senders(
            directory,
            service.id,
            alerts,
            await _unreadable(desk, visit),
            desk.parts.public_url if secrets else None,
        ),
        kinds=list(IntegrationKind),
        form=form,
        may_change=visit.may(Permission.CONFIGURE, service.team_id),
    )


def _holds(window: MaintenanceWindow, service: Service, visit: Visit) -> bool:
    return service.id in window.service_ids and window.is_active(visit.times.now)
