"""Phones and browsers: subscribe this one, prove it, forget one."""

from collections.abc import Mapping
from uuid import UUID

from attrs import frozen
from falcon.asgi import Request, Response

from hikeshi.kernel.errors import HikeshiError, InvalidError
from hikeshi.kernel.ids import ContactMethodId
from hikeshi.teams.errors import ContactMethodNotFoundError, WrongCodeError
from hikeshi.teams.model.contact_method import ContactKind
from hikeshi_server.inbound.console.devices import Subscription
from hikeshi_server.inbound.console.forms import one_of
from hikeshi_server.inbound.console.pages import HEADERS, answer, static_file
from hikeshi_server.inbound.console.pressing import FormScreen, Press, VerbScreen
from hikeshi_server.inbound.console.visits import Desk, ScreenOf, Visit, page
from hikeshi_server.inbound.console.wording import preferred_language, words

WORKER_PATH = "/service-worker.js"


@frozen
class DevicesPage(FormScreen):
    """GET|POST /devices"""

    @page
    async def on_get(self, request: Request, response: Response) -> None:
        """Show the person's browsers, and the button that subscribes this one."""
        await _show(self.desk, response, await self.desk.visit(request))

    on_head = on_get

    async def act(self, press: Press) -> str:
        """Subscribe the browser that sends the form."""
        form, devices = press.form, self.desk.parts.devices
        keys = f"{form.get('p256dh', '')}.{form.get('auth', '')}"
        subscription = Subscription(form.get("endpoint", ""), keys)
        await self.desk.do(
            press.request, lambda work: devices.subscribe(work, subscription, by=press.by)
        )
        return "/devices"

    async def refuse(self, press: Press, error: HikeshiError) -> None:
        """Show why not."""
        await _show(self.desk, press.response, press.visit, error)


@frozen
class DeviceVerb(VerbScreen):
    """POST /devices/{method}"""

    async def act(self, press: Press) -> str:
        """Do what the button says: `code` proves the browser, `again` pushes another, `forget`."""
        devices, form, by = self.desk.parts.devices, press.form, press.by
        method, what, request = _id(press.at["method"]), form.get("what"), press.request
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
            raise InvalidError.at("/what", one_of(("code", "again", "forget")))
        return "/devices"

    async def refuse(self, press: Press, error: HikeshiError) -> None:
        """Show why not."""
        await _show(self.desk, press.response, press.visit, error)

    async def page_of(self, visit: Visit, at: Mapping[str, str]) -> str:
        """Return the page the buttons are on."""
        del visit, at
        return "/devices"


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
        error=error,
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
