"""The page behind the link in a mail: opening it changes nothing, its button acknowledges."""

from collections.abc import Sequence
from datetime import UTC, datetime

from attrs import evolve, field, frozen
from falcon.asgi import Request, Response

from hikeshi.flow.answering_bundles import AcknowledgeBundle, incidents_of_bundle
from hikeshi.flow.directory import Directory
from hikeshi.flow.recognising import actor_of
from hikeshi.flow.work import Work
from hikeshi.incidents.errors import IncidentNotFoundError
from hikeshi.incidents.model.incident import Incident, IncidentStatus
from hikeshi.incidents.use_cases.acknowledge_incident import AcknowledgeIncident
from hikeshi.kernel.actor import Actor
from hikeshi.kernel.errors import ForbiddenError, HikeshiError
from hikeshi.kernel.ids import UserId
from hikeshi_server.inbound.console.forms import read_form
from hikeshi_server.inbound.console.pages import see_other
from hikeshi_server.inbound.console.ports import PersonalLink, ReadToken
from hikeshi_server.inbound.console.visits import OverError, ScreenOf, Visit, page

#: Before any link was made: a link that is good then is a real one that got too old.
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


#: By which channel it is acknowledged: the link is in all messages and says of none which it was.
BY_LINK = "link"


class LinkForgedError(ForbiddenError):
    """This link was not made here, or was changed on its way."""


class LinkExpiredError(OverError):
    """This link is too old to acknowledge with: open the incident and sign in."""


class LinkOfNobodyError(ForbiddenError):
    """The person this link was made for is no longer here."""


@frozen
class AcknowledgeByLink:
    """Acknowledge what a link is about: one incident, or every one its message spoke of."""

    one: AcknowledgeIncident = field(factory=AcknowledgeIncident)
    bundle: AcknowledgeBundle = field(factory=AcknowledgeBundle)

    async def __call__(self, work: Work, link: PersonalLink, by: Actor) -> Sequence[Incident]:
        """Do it as `by`; return the incidents as they are now."""
        if link.bundle_id is not None:
            return await self.bundle(work, link.bundle_id, user_id=link.user_id, by=by)
        if link.incident_id is None:
            raise IncidentNotFoundError
        return (await self.one(work, link.incident_id, by=by),)


@frozen
class AcknowledgePage(ScreenOf):
    """GET|POST /acknowledge/{token}"""

    verb: AcknowledgeByLink = field(factory=AcknowledgeByLink)

    @page
    async def on_get(self, request: Request, response: Response, token: str) -> None:
        """Show the incident and the button (semantics, Escalation 12)."""
        link = self._link(token)
        visit = await self._visit(request, token, link)
        await self._show(response, visit, link)

    on_head = on_get

    @page
    async def on_post(self, request: Request, response: Response, token: str) -> None:
        """Acknowledge as the person the link was made for."""
        link = self._link(token)
        visit = await self._visit(request, token, link)
        self.desk.check_form(visit, await read_form(request))
        by = person(visit.directory, link.user_id)
        try:
            await self.desk.do(request, lambda work: self.verb(work, link, by))
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
        named = await self.desk.read(lambda work: incidents_of(work, link))
        if link.bundle_id is not None:
            self.desk.show(
                response,
                visit,
                "acknowledge_bundle.html",
                error=error,
                incidents=named,
                waiting=sum(each.status is IncidentStatus.TRIGGERED for each in named),
            )
            return
        (incident,) = named
        self.desk.show(
            response,
            visit,
            "acknowledge.html",
            error=error,
            incident=incident,
            button=button(incident, link.user_id),
            state=state(incident, link.user_id),
        )


@frozen
class AcknowledgePress(ScreenOf):
    """POST /acknowledge/{token}/press"""

    verb: AcknowledgeByLink = field(factory=AcknowledgeByLink)

    @page
    async def on_post(self, request: Request, response: Response, token: str) -> None:
        """Acknowledge as the person whose phone shows the button; nothing else is needed.

        The token is of a use of its own: that of a link in a mail, which scanners follow, is
        refused here.
        """
        # Whoever holds the token may press; a phone's browser asks before it shows the answer.
        response.set_header("Access-Control-Allow-Origin", "*")
        parts = self.desk.parts
        link = allowed_by(parts.read_press_token, token, parts.clock.now())
        by = person(await self.desk.read(lambda work: work.directory()), link.user_id)
        done = await self.desk.do(request, lambda work: self.verb(work, link, by))
        response.content_type = "text/plain; charset=utf-8"
        response.set_header("Cache-Control", "no-store")
        response.text = "".join(f"#{each.number} {each.status.value}\n" for each in done)


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
    if incident.is_drill and incident.status.is_open:
        return "drill"
    if incident.is_drill and incident.acknowledged_by == user_id:
        return "drill_passed"
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
    return evolve(actor, channel=BY_LINK)


async def incidents_of(work: Work, link: PersonalLink) -> Sequence[Incident]:
    """Return what the link is about, in the order of their numbers.

    Raises:
        IncidentNotFoundError: There is none.
    """
    if link.bundle_id is not None:
        found = await incidents_of_bundle(work, link.bundle_id, link.user_id)
    else:
        wanted = () if link.incident_id is None else (link.incident_id,)
        found = tuple((await work.incidents.get_many(wanted)).values())
    if not found:
        raise IncidentNotFoundError
    return found
