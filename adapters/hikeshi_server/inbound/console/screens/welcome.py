"""The first run: page yourself, connect a sender, and what comes next."""

from collections.abc import Mapping, Sequence

from attrs import frozen
from falcon.asgi import Request, Response

from hikeshi.flow.work import Work
from hikeshi.incidents.model.incident import Incident
from hikeshi.incidents.use_cases.page_by_hand import PageRequested
from hikeshi.kernel.authorization import Permission
from hikeshi.kernel.errors import HikeshiError, InvalidError
from hikeshi.kernel.ids import UserId
from hikeshi.kernel.severity import Urgency
from hikeshi.notifications.model.notification import Notification
from hikeshi.teams.model.integration import Integration
from hikeshi_server.inbound.console.forms import one_of
from hikeshi_server.inbound.console.pressing import Press, VerbScreen
from hikeshi_server.inbound.console.screens.incident import buttons, find_incident
from hikeshi_server.inbound.console.sentences import slug
from hikeshi_server.inbound.console.snippets import Snippet, snippets
from hikeshi_server.inbound.console.visits import Desk, ScreenOf, Visit, page


@frozen
class Welcome(ScreenOf):
    """GET /welcome"""

    @page
    async def on_get(self, request: Request, response: Response) -> None:
        """Show the first steps; `?page=N` follows the page of incident N."""
        visit = await self.desk.visit(request)
        number = request.get_param("page")
        incident = await find_incident(self.desk, number) if number else None
        await _show(self.desk, response, visit, incident)

    on_head = on_get


@frozen
class WelcomeVerb(VerbScreen):
    """A button of the first steps."""

    async def refuse(self, press: Press, error: HikeshiError) -> None:
        """Show why not."""
        await _show(self.desk, press.response, press.visit, None, error)

    async def page_of(self, visit: Visit, at: Mapping[str, str]) -> str:
        """Return the page the buttons are on."""
        del visit, at
        return "/welcome"


@frozen
class PageYourself(WelcomeVerb):
    """POST /welcome/page"""

    async def act(self, press: Press) -> str:
        """Page the person who presses the button."""
        wanted = PageRequested(
            title=press.visit.words.plain("welcome.page_title"),
            user=UserId(press.by.id) if press.by.id is not None else None,
            urgency=Urgency.HIGH,
        )
        page_by_hand = self.desk.parts.page_by_hand
        incident = await self.desk.do(
            press.request, lambda work: page_by_hand(work, wanted, team_id=None, by=press.by)
        )
        return f"/welcome?page={incident.number}"


@frozen
class SetUp(WelcomeVerb):
    """POST /welcome/set-up"""

    async def act(self, press: Press) -> str:
        """Make what the button says: `method` a way to be reached, `service` a first service."""
        what, steps = press.form.get("what", ""), self.desk.parts.first_steps
        choices = {"method": steps.use_console_method, "service": steps.set_up_service}
        make = choices.get(what)
        if make is None:
            raise InvalidError.at("/what", one_of(choices))
        await self.desk.do(press.request, lambda work: make(work, by=press.by))
        return "/welcome" if what == "method" else "/welcome#senders"


async def _show(
    desk: Desk,
    response: Response,
    visit: Visit,
    incident: Incident | None,
    error: HikeshiError | None = None,
) -> None:
    pages = await desk.read(lambda work: _pages(work, incident)) if incident is not None else ()
    methods = [
        method
        for method in visit.directory.contact_methods
        if visit.user is not None and method.user_id == visit.user.id and method.verified
    ]
    desk.show(
        response,
        visit,
        "welcome.html",
        error=error,
        incident=incident,
        buttons=buttons(visit, incident) if incident is not None else [],
        pages=pages,
        methods=methods,
        services=list(visit.directory.services.values()),
        snippets=_snippets(visit, desk.parts.public_url),
        slug=slug,
    )


async def _pages(work: Work, incident: Incident) -> Sequence[Notification]:
    return await work.notifications.of_incidents([incident.id])


def _snippets(visit: Visit, public_url: str) -> list[Snippet]:
    """Return the snippets whose keys the person may see."""
    return snippets(
        [each for each in visit.directory.integrations.values() if _may_see(visit, each)],
        public_url,
    )


def _may_see(visit: Visit, integration: Integration) -> bool:
    service = (
        visit.directory.services.get(integration.service_id)
        if integration.service_id is not None
        else None
    )
    return visit.may(Permission.READ_SECRETS, service.team_id if service is not None else None)
