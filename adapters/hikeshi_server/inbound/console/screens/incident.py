"""One incident: what is known, what happened, and the buttons."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from attrs import frozen
from falcon.asgi import Request, Response

from hikeshi.alerts.queries import AlertFilters
from hikeshi.flow.work import Work
from hikeshi.incidents.errors import IncidentNotFoundError
from hikeshi.incidents.model.incident import Incident, IncidentStatus
from hikeshi.incidents.model.timeline_entry import TimelineEntry
from hikeshi.kernel.errors import HikeshiError, NotFoundError
from hikeshi.kernel.ids import IncidentId, UserId
from hikeshi.kernel.paging import PageRequest
from hikeshi.notifications.model.notification import Notification
from hikeshi_server.inbound.console.forms import LONGEST_NOTE, safe_next
from hikeshi_server.inbound.console.pressing import Press, VerbScreen
from hikeshi_server.inbound.console.quiet_form import like
from hikeshi_server.inbound.console.screens.board import is_exhausted
from hikeshi_server.inbound.console.sentences import Line, Sentences, slug
from hikeshi_server.inbound.console.visits import Desk, ScreenOf, Visit, page

#: More alerts than this are counted, not shown.
MOST_ALERTS = 50
#: The buttons, as their addresses name them.
VERBS = frozenset({"acknowledge", "take", "resolve", "escalate", "reopen", "notes"})
_LARGEST_NUMBER = 2**31 - 1


@frozen
class IncidentPage(ScreenOf):
    """GET /incidents/{incident}"""

    @page
    async def on_get(self, request: Request, response: Response, incident: str) -> None:
        """Show the incident of that id or number; `?live=0` stops the page from updating."""
        visit = await self.desk.visit(request)
        found = await find_incident(self.desk, incident)
        live = request.get_param("live") != "0"
        await show_incident(self.desk, response, visit, found, live=live)

    on_head = on_get


@frozen
class IncidentVerb(VerbScreen):
    """POST /incidents/{incident}/{verb}: acknowledge, take, resolve, escalate, reopen, notes"""

    async def act(self, press: Press) -> str:
        """Do what the button says, then show the incident, or the page the button was on."""
        _require_verb(press.verb)
        found = await find_incident(self.desk, press.at["incident"])
        use_case = await self._use_case(press, found)
        await self.desk.do(press.request, lambda work: use_case(work, found.id, by=press.by))
        return safe_next(press.form.get("next") or f"/incidents/{found.number}")

    async def refuse(self, press: Press, error: HikeshiError) -> None:
        """Show why not on the incident's page, with the note somebody wrote."""
        _require_verb(press.verb)
        found = await find_incident(self.desk, press.at["incident"])
        note = press.form.get("text", "")
        await show_incident(self.desk, press.response, press.visit, found, error=error, note=note)

    async def page_of(self, visit: Visit, at: Mapping[str, str]) -> str:
        """Return the incident's page."""
        del visit
        _require_verb(at["verb"])
        return f"/incidents/{(await find_incident(self.desk, at['incident'])).number}"

    async def _use_case(self, press: Press, incident: Incident) -> Any:
        if press.verb == "notes":
            text = press.form.get("text", "").replace("\r\n", "\n")
            return partial(self.desk.parts.add_note, text=text)
        if press.verb == "reopen":
            identities = await self.desk.parts.alerts.identities_of(incident.id)
            return partial(self.desk.parts.reopen, identities=identities)
        return self.desk.parts.verbs[press.verb]


def _require_verb(verb: str) -> None:
    if verb not in VERBS:
        raise NotFoundError("There is no such button.")


async def find_incident(desk: Desk, text: str) -> Incident:
    """Return the incident of that id or number.

    Raises:
        IncidentNotFoundError: There is none.
    """
    found: Incident | None = None
    if text.isascii() and text.isdigit() and len(text) < 11 and int(text) <= _LARGEST_NUMBER:
        found = await desk.parts.queries.incident_of_number(int(text))
    elif (incident_id := _incident_id(text)) is not None:
        found = (await desk.read(lambda work: work.incidents.get_many([incident_id]))).get(
            incident_id
        )
    if found is None:
        raise IncidentNotFoundError
    return found


async def show_incident(
    desk: Desk,
    response: Response,
    visit: Visit,
    incident: Incident,
    *,
    live: bool = False,
    error: HikeshiError | None = None,
    note: str = "",
) -> None:
    """Answer with the incident's page.

    Args:
        live: The page updates itself.
        error: Why what somebody wanted was refused.
        note: The text somebody wrote, so that it is not lost with the refusal.
    """
    entries, notifications = await desk.read(lambda work: _history(work, incident.id))
    alerts = await desk.parts.alerts.list_page(
        PageRequest(limit=MOST_ALERTS), AlertFilters(incident_id=incident.id)
    )
    desk.show(
        response,
        visit,
        "incident.html",
        error=error,
        incident=incident,
        live=live,
        lines=lines(visit, entries),
        notifications=notifications,
        alerts=sorted(alerts.items, key=lambda alert: alert.status),
        more_alerts=alerts.next_cursor is not None,
        like=lambda alert: like(alert, visit.directory.services.get(alert.service_id)),
        longest_note=LONGEST_NOTE,
        buttons=buttons(visit, incident),
        exhausted=is_exhausted(incident),
        note=note,
        slug=slug,
    )


def lines(visit: Visit, entries: Sequence[TimelineEntry]) -> list[Line]:
    """Return the timeline, what happened last first."""
    sentences = Sentences(visit.words, visit.names, visit.times)
    return [sentences.line(entry) for entry in reversed(entries)]


def buttons(visit: Visit, incident: Incident) -> list[str]:
    """Return the verbs that make sense now for this person, the first one first.

    `join` and `confirm` are acknowledgements, too: they only say what they will mean.
    """
    if not visit.may("respond", incident.team_id):
        return []
    me = UserId(visit.user.id) if visit.user is not None else None
    if incident.is_drill:
        return _of_drill(incident, me)
    if not incident.status.is_open:
        return ["reopen"] if incident.status is IncidentStatus.RESOLVED else []
    found: list[str] = []
    if incident.status is IncidentStatus.TRIGGERED:
        found.append("acknowledge")
    elif incident.paged_since_acknowledged and me == incident.acknowledged_by:
        found.append("confirm")
    elif me not in incident.responder_ids:
        found.append("join")
    return [*found, "resolve", "escalate"]


def _of_drill(incident: Incident, me: UserId | None) -> list[str]:
    """Return what a drill lets somebody do: its person answers it, others call it off."""
    if not incident.status.is_open:
        return []
    return ["acknowledge" if me in incident.assignee_ids else "resolve"]


async def _history(
    work: Work, incident_id: IncidentId
) -> tuple[Sequence[TimelineEntry], Sequence[Notification]]:
    entries = await work.timeline.of_incident(incident_id)
    return entries, await work.notifications.of_incidents([incident_id])


def _incident_id(text: str) -> IncidentId | None:
    try:
        return IncidentId(UUID(text))
    except ValueError:
        return None
