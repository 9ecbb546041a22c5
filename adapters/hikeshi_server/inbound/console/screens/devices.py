"""Phones and browsers: subscribe this one, prove it, forget one."""

from uuid import UUID

from attrs import frozen
from falcon.asgi import Request, Response

from hikeshi.kernel.errors import HikeshiError, InvalidError
from hikeshi.kernel.ids import ContactMethodId
from hikeshi.teams.errors import ContactMethodNotFoundError, WrongCodeError
from hikeshi.teams.model.contact_method import ContactKind
from hikeshi_server.inbound.console.devices import Subscription
from hikeshi_server.inbound.console.forms import read_form
from hikeshi_server.inbound.console.pages import HEADERS, answer, see_other, static_file
from hikeshi_server.inbound.console.visits import (
    Desk,
    ScreenOf,
    Visit,
    message_of,
    page,
    status_of,
)
from hikeshi_server.inbound.console.wording import preferred_language, words

WORKER_PATH = "/service-worker.js"


@frozen
class DevicesPage(ScreenOf):
    """GET|POST /devices"""

    @page
    async def on_get(self, request: Request, response: Response) -> None:
        """Show the person's browsers, and the button that subscribes this one."""
        await _show(self.desk, response, await self.desk.visit(request))

    on_head = on_get

    @page
    async def on_post(self, request: Request, response: Response) -> None:
        """Subscribe the browser that sends the form."""
        visit = await self.desk.visit(request)
        form = await read_form(request)
        self.desk.check_form(visit, form)
        keys = f"{form.get('p256dh', '')}.{form.get('auth', '')}"
        subscription = Subscription(form.get("endpoint", ""), keys)
        devices = self.desk.parts.devices
        try:
            await self.desk.do(
                request, lambda work: devices.subscribe(work, subscription, by=visit.by)
            )
        except HikeshiError as error:
            await _show(self.desk, response, visit, error)
            return
        see_other(response, "/devices")


@frozen
class DeviceVerb(ScreenOf):
    """POST /devices/{method}"""

    @page
    async def on_post(self, request: Request, response: Response, method: str) -> None:
        """Do what the button says: `code` proves the browser, `again` pushes another, `forget`."""
        visit = await self.desk.visit(request)
        form = await read_form(request)
        self.desk.check_form(visit, form)
        try:
            await self._do(request, visit, _id(method), form)
        except HikeshiError as error:
            await _show(self.desk, response, visit, error)
            return
        see_other(response, "/devices")

    @page
    async def on_get(self, request: Request, response: Response, method: str) -> None:
        """Lead to the page the buttons are on."""
        del method
        await self.desk.visit(request)
        see_other(response, "/devices")

    on_head = on_get

    async def _do(
        self, request: Request, visit: Visit, method: ContactMethodId, form: dict[str, str]
    ) -> None:
        devices, by, what = self.desk.parts.devices, visit.by, form.get("what")
        if what == "again":
            await self.desk.do(request, lambda work: devices.send_code(work, method, by=by))
        elif what == "forget":
            await self.desk.do(request, lambda work: devices.forget(work, method, by=by))
        elif what == "code":
            code = form.get("code", "").strip()
            # A wrong guess is counted, so it is refused only once the work is kept.
            if not await self.desk.do(
                request, lambda work: devices.confirm(work, method, code, by=by)
            ):
                raise WrongCodeError
        else:
            raise InvalidError.at("/what", "must be one of code, again, forget")


@frozen
class ServiceWorker(ScreenOf):
    """GET /service-worker.js"""

    @page
    async def on_get(self, request: Request, response: Response) -> None:
        """Serve the script that receives pages while no page of ours is open.

        From the root, so that it may answer for every page; browsers ask for it again and again.
        """
        del request
        response.content_type = "text/javascript; charset=utf-8"
        response.set_headers(HEADERS)
        response.set_header("Cache-Control", "no-cache")
        response.data = static_file("service-worker.js")

    on_head = on_get


@frozen
class Manifest(ScreenOf):
    """GET /manifest.webmanifest"""

    @page
    async def on_get(self, request: Request, response: Response) -> None:
        """Serve what lets phones put Hikeshi on their home screen; iOS pushes only then."""
        del request
        response.content_type = "application/manifest+json"
        response.set_headers(HEADERS)
        response.set_header("Cache-Control", "public, max-age=300")
        response.data = static_file("manifest.webmanifest")

    on_head = on_get


@frozen
class OfflinePage(ScreenOf):
    """GET /offline"""

    @page
    async def on_get(self, request: Request, response: Response) -> None:
        """Show what the service worker keeps for when this server cannot be reached."""
        catalogue = words(preferred_language(request.get_header("Accept-Language") or ""))
        answer(response, "offline.html", 200, t=catalogue.text, language=catalogue.language)

    on_head = on_get


async def _show(
    desk: Desk, response: Response, visit: Visit, error: HikeshiError | None = None
) -> None:
    # What a refused form has changed, a wrong guess say, is seen at once.
    directory = await desk.read(lambda work: work.directory())
    owner = visit.user.id if visit.user is not None else None
    desk.show(
        response,
        visit,
        "devices.html",
        status=200 if error is None else status_of(error),
        message=None if error is None else message_of(error, visit.words),
        push_key=await desk.parts.devices.push_key(),
        browsers=[
            method
            for method in directory.contact_methods
            if method.user_id == owner and method.kind is ContactKind.WEB_PUSH
        ],
    )


def _id(text: str) -> ContactMethodId:
    try:
        return ContactMethodId(UUID(text))
    except ValueError:
        raise ContactMethodNotFoundError from None
