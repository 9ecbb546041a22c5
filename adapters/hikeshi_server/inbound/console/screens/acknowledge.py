"""The page behind the link in a mail: opening it changes nothing, its button acknowledges."""

from datetime import UTC, datetime

from attrs import frozen
from falcon.asgi import Request, Response

from hikeshi.flow.directory import Directory
from hikeshi.flow.recognising import actor_of
from hikeshi.flow.work import Work
from hikeshi.incidents.errors import IncidentNotFoundError
from hikeshi.incidents.model.incident import Incident, IncidentStatus
from hikeshi.kernel.actor import Actor
from hikeshi.kernel.errors import ForbiddenError, HikeshiError
from hikeshi.kernel.ids import IncidentId, UserId
from hikeshi_server.inbound.console.forms import read_form
from hikeshi_server.inbound.console.pages import see_other
from hikeshi_server.inbound.console.ports import PersonalLink, ReadToken
from hikeshi_server.inbound.console.visits import ScreenOf, Visit, message_of, page, status_of

#: Before any link was made: a link that is good then is a real one that got too old.
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class LinkForgedError(ForbiddenError):
    """This link was not made here, or was changed on its way."""


class LinkExpiredError(ForbiddenError):
    """This link is too old to acknowledge with: open the incident and sign in."""


class LinkOfNobodyError(ForbiddenError):
    """The person this link was made for is no longer here."""


@frozen
class AcknowledgePage(ScreenOf):
    """GET|POST /acknowledge/{token}"""

    @page
    async def on_get(self, request: Request, response: Response, token: str) -> None:
        """Show the incident and the button (semantics, Escalation 12)."""
        try:
            link = self._link(token)
        except LinkExpiredError as error:
            self.desk.show_error(request, response, error, 410)
            return
        visit = await self._visit(request, token, link)
        await self._show(response, visit, link)

    on_head = on_get

    @page
    async def on_post(self, request: Request, response: Response, token: str) -> None:
        """Acknowledge as the person the link was made for."""
        try:
            link = self._link(token)
        except LinkExpiredError as error:
            self.desk.show_error(request, response, error, 410)
            return
        visit = await self._visit(request, token, link)
        self.desk.check_form(visit, await read_form(request))
        acknowledge = self.desk.parts.verbs["acknowledge"]
        by = person(visit.directory, link.user_id)
        try:
            await self.desk.do(request, lambda work: acknowledge(work, link.incident_id, by=by))
        except HikeshiError as error:
            await self._show(response, visit, link, error)
            return
        see_other(response, request.path)

    def _link(self, token: str) -> PersonalLink:
        return allowed_by(self.desk.parts.read_token, token, self.desk.parts.clock.now())

    async def _visit(self, request: Request, token: str, link: PersonalLink) -> Visit:
        visit = await self.desk.visit_by_link(request, link.user_id, token)
        person(visit.directory, link.user_id)
        return visit

    async def _show(
        self,
        response: Response,
        visit: Visit,
        link: PersonalLink,
        error: HikeshiError | None = None,
    ) -> None:
        incident = await self.desk.read(lambda work: _incident(work, link.incident_id))
        self.desk.show(
            response,
            visit,
            "acknowledge.html",
            status=200 if error is None else status_of(error),
            message=None if error is None else message_of(error, visit.words),
            incident=incident,
            button=button(incident, link.user_id),
            state=state(incident, link.user_id),
        )


@frozen
class AcknowledgePress(ScreenOf):
    """POST /acknowledge/{token}/press"""

    @page
    async def on_post(self, request: Request, response: Response, token: str) -> None:
        """Acknowledge as the person whose phone shows the button; nothing else is needed.

        The token is of a use of its own: that of a link in a mail, which scanners follow, is
        refused here.
        """
        # Whoever holds the token may press; a phone's browser asks before it shows the answer.
        response.set_header("Access-Control-Allow-Origin", "*")
        parts = self.desk.parts
        try:
            link = allowed_by(parts.read_press_token, token, parts.clock.now())
        except LinkExpiredError as error:
            self.desk.show_error(request, response, error, 410)
            return
        acknowledge = parts.verbs["acknowledge"]
        by = person(await self.desk.read(lambda work: work.directory()), link.user_id)
        incident = await self.desk.do(
            request, lambda work: acknowledge(work, link.incident_id, by=by)
        )
        response.content_type = "text/plain; charset=utf-8"
        response.set_header("Cache-Control", "no-store")
        response.text = f"#{incident.number} {incident.status.value}\n"


def allowed_by(read: ReadToken, token: str, now: datetime) -> PersonalLink:
    """Return what the token allows.

    Raises:
        LinkForgedError: It was not made here for this use.
        LinkExpiredError: It was, too long ago.
    """
    try:
        return read(token, now)
    except ForbiddenError:
        pass
    try:
        read(token, _LONG_AGO)
    except ForbiddenError:
        raise LinkForgedError from None
    raise LinkExpiredError


def button(incident: Incident, user_id: UserId) -> str | None:
    """Return what pressing the button means for this person now; nothing where it is no use."""
    if not incident.status.is_open:
        return None
    if incident.status is IncidentStatus.TRIGGERED:
        return "acknowledge"
    if incident.paged_since_acknowledged and incident.acknowledged_by == user_id:
        return "confirm"
    return None if user_id in incident.responder_ids else "join"


def state(incident: Incident, user_id: UserId) -> str:
    """Return how things stand for this person, in a word of the catalogue."""
    if not incident.status.is_open:
        return "over"
    if incident.status is IncidentStatus.TRIGGERED:
        return "waiting"
    if incident.acknowledged_by == user_id:
        return "yours"
    if user_id in incident.responder_ids:
        return "joined"
    return "taken" if incident.acknowledged_by is not None else "taken_by_source"


def person(directory: Directory, user_id: UserId) -> Actor:
    """Return the person as actor, with the roles they have now.

    Raises:
        LinkOfNobodyError: They have left.
    """
    actor = actor_of(directory, user_id)
    if actor is None:
        raise LinkOfNobodyError
    return actor


async def _incident(work: Work, incident_id: IncidentId) -> Incident:
    found = (await work.incidents.get_many([incident_id])).get(incident_id)
    if found is None:
        raise IncidentNotFoundError
    return found
