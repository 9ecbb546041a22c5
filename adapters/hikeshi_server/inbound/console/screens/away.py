"""When somebody is away: what they say themselves, and the calendars that tell."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from attrs import frozen
from falcon.asgi import Request, Response

from hikeshi.flow.work import Work
from hikeshi.kernel.errors import HikeshiError, InvalidError
from hikeshi.kernel.ids import SubscribedCalendarId, UnavailabilityId
from hikeshi.oncall import UnavailabilityDraft
from hikeshi.oncall.model.subscribed_calendar import SubscribedCalendarDraft
from hikeshi.oncall.queries import (
    SubscribedCalendarView,
    UnavailabilityView,
    subscribed_calendar_view,
    unavailability_view,
)
from hikeshi.teams.model.user import User
from hikeshi_server.inbound.console.forms import read_id
from hikeshi_server.inbound.console.persons import find_person
from hikeshi_server.inbound.console.pressing import Press, VerbScreen, no_such_verb
from hikeshi_server.inbound.console.visits import Desk, ScreenOf, Visit, page

#: More absences than this are counted, not shown.
MOST_SHOWN = 50
VERBS = ("add", "remove", "subscribe", "refresh", "unsubscribe")


@frozen
class AwayPage(ScreenOf):
    """GET /away/{key}"""

    @page
    async def on_get(self, request: Request, response: Response, key: str) -> None:
        """Show when a person is away from now on, and the calendars that tell."""
        visit = await self.desk.visit(request)
        await _show(self.desk, response, visit, find_person(visit, key), {})

    on_head = on_get


@frozen
class AwayVerb(VerbScreen):
    """POST /away/{key}/{verb}: add, remove, subscribe, refresh, unsubscribe"""

    async def act(self, press: Press) -> str:
        """Do what the button says."""
        person = find_person(press.visit, press.at["key"])
        await self.desk.do(press.request, lambda work: self._do(work, press, person))
        return f"/away/{press.at['key']}"

    async def refuse(self, press: Press, error: HikeshiError) -> None:
        """Show why not, above what was filled in."""
        person = find_person(press.visit, press.at["key"])
        await _show(self.desk, press.response, press.visit, person, press.form, error)

    async def page_of(self, visit: Visit, at: Mapping[str, str]) -> str:
        """Return the page the buttons are on."""
        return f"/away/{find_person(visit, at['key']).key}"

    async def _do(self, work: Work, press: Press, person: User) -> None:
        verbs, form, by = self.desk.parts.absences, press.form, press.by
        if press.verb == "add":
            await verbs.add(work, person.id, _absence(form), by=by)
        elif press.verb == "remove":
            await verbs.remove(work, person.id, UnavailabilityId(_id(form)), by=by)
        elif press.verb == "subscribe":
            await verbs.subscribe(work, _calendar(form), by=by, user_id=person.id)
        elif press.verb == "refresh":
            await verbs.refresh(work, SubscribedCalendarId(_id(form)), by=by)
        elif press.verb == "unsubscribe":
            await verbs.unsubscribe(work, SubscribedCalendarId(_id(form)), by=by)
        else:
            raise no_such_verb(VERBS)


def _absence(form: Mapping[str, str]) -> UnavailabilityDraft:
    first = _day(form, "first_day")
    last = _day(form, "last_day") if form.get("last_day") else first
    reason = form.get("reason", "").strip() or None
    return UnavailabilityDraft(first_day=first, last_day=last, reason=reason)


def _calendar(form: Mapping[str, str]) -> SubscribedCalendarDraft:
    return SubscribedCalendarDraft(
        url=form.get("url", "").strip(),
        name=form.get("name", "").strip() or "calendar",
        include_free=form.get("include_free") == "yes",
    )


def _day(form: Mapping[str, str], name: str) -> date:
    try:
        return date.fromisoformat(form.get(name, ""))
    except ValueError:
        raise InvalidError.at(f"/{name}", "must be a day such as 2026-01-05") from None


def _id(form: Mapping[str, str]) -> UUID:
    return read_id(form.get("id", ""))


async def _look(
    work: Work, person: User, visit: Visit
) -> tuple[Sequence[UnavailabilityView], Sequence[SubscribedCalendarView]]:
    zone = visit.directory.zone_of(person.id)
    absences = [
        unavailability_view(each, zone, with_reason=True)
        for each in await work.unavailabilities.list_of((person.id,))
    ]
    theirs = await work.subscribed_calendars.list_about((person.id,))
    readings = await work.calendar_readings.get_many([each.id for each in theirs])
    return (
        sorted(
            (each for each in absences if each.span.end > work.now),
            key=lambda each: (each.span, each.id),
        ),
        [subscribed_calendar_view(each, readings[each.id]) for each in theirs],
    )


async def _show(
    desk: Desk,
    response: Response,
    visit: Visit,
    person: User,
    form: Mapping[str, str],
    error: HikeshiError | None = None,
) -> None:
    absences, calendars = await desk.read(lambda work: _look(work, person, visit))
    desk.show(
        response,
        visit,
        "away.html",
        error=error,
        person=person,
        absences=absences[:MOST_SHOWN],
        more=max(0, len(absences) - MOST_SHOWN),
        calendars=calendars,
        form=form,
        today=visit.times.local(visit.times.now).date(),
        last_day=lambda each: each.last_day if each.last_day != each.first_day else None,
    )
