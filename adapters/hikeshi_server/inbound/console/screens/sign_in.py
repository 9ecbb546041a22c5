"""In and out."""

from attrs import frozen
from falcon.asgi import Request, Response

from hikeshi.access.errors import TooManyAttemptsError
from hikeshi.kernel.errors import ForbiddenError
from hikeshi_server.inbound.console.forms import FormRefusedError, read_form, safe_next
from hikeshi_server.inbound.console.pages import see_other
from hikeshi_server.inbound.console.pressing import FormScreen, Press
from hikeshi_server.inbound.console.visits import ScreenOf, page


@frozen
class SignIn(ScreenOf):
    """GET|POST /sign-in"""

    @page
    async def on_get(self, request: Request, response: Response) -> None:
        """Show the form."""
        visit = self.desk.visitor(request, response)
        target = safe_next(request.get_param("next"))
        self.desk.show(response, visit, "sign_in.html", target=target, email="")

    on_head = on_get

    @page
    async def on_post(self, request: Request, response: Response) -> None:
        """Open a session, then go where the person wanted to go."""
        form = await read_form(request)
        visit = self.desk.visitor(request, response)
        target = safe_next(form.get("next"))
        email = form.get("email", "").strip()
        try:
            self.desk.check_form(visit, form)
            await self.desk.parts.cookies.sign_in(
                request, response, email=email, password=form.get("password", "")
            )
        except ForbiddenError as error:
            self.desk.show(
                response,
                visit,
                "sign_in.html",
                error=error,
                status=_status(error),
                target=target,
                email=email,
            )
            return
        see_other(response, target)


def _status(error: ForbiddenError) -> int:
    if isinstance(error, FormRefusedError):
        return 403
    return 429 if isinstance(error, TooManyAttemptsError) else 401


@frozen
class SignOut(FormScreen):
    """POST /sign-out"""

    async def act(self, press: Press) -> str:
        """End the session."""
        await self.desk.parts.cookies.sign_out(press.request, press.response)
        return "/sign-in"

    @page
    async def on_get(self, request: Request, response: Response) -> None:
        """Lead to the board: leaving takes the button."""
        see_other(response, "/")

    on_head = on_get
