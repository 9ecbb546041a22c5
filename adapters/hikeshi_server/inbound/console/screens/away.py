"""When somebody is away: what they say themselves, and the calendars that tell."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from attrs import frozen
from falcon.asgi import Request, Response

from hikeshi.flow.work import Work
from hikeshi.kernel.errors import ForbiddenError, HikeshiError, InvalidError
from hikeshi.kernel.ids import SubscribedCalendarId, UnavailabilityId
from hikeshi.oncall import UnavailabilityDraft
from hikeshi.oncall.model.looking_after import looks_after
from hikeshi.oncall.model.subscribed_calendar import SubscribedCalendarDraft
from hikeshi.oncall.queries import (
    SubscribedCalendarView,
    UnavailabilityView,
    subscribed_calendar_view,
    unavailability_view,
)
from hikeshi.teams.errors import UserNotFoundError
from hikeshi.teams.model.user import User
from hikeshi_server.inbound.console.forms import read_form
from hikeshi_server.inbound.console.pages import see_other
from hikeshi_server.inbound.console.visits import (
    Desk,
    ScreenOf,
    SignInNeededError,
    Visit,
    message_of,
    page,
    status_of,
)

#: More absences than this are counted, not shown.
MOST_SHOWN = 50
ME = "me"
VERBS = ("add", "remove", "subscribe", "refresh", "unsubscribe")


@frozen
class AwayPage(ScreenOf):
    """GET /away/{key}"""

    @page
    async def on_get(self, request: Request, response: Response, key: str) -> None:
        """Show when a person is away from now on, and the calendars that tell."""
        visit = await self.desk.visit(request)
        await _show(self.desk, response, visit, _person(visit, key), {})

    on_head = on_get


@frozen
class AwayVerb(ScreenOf):
    """POST /away/{key}/{verb}"""

    @page
    async def on_post(self, request: Request, response: Response, key: str, verb: str) -> None:
        """Do what the button says: add, remove, subscribe, refresh or unsubscribe."""
        visit = await self.desk.visit(request)
        form = await read_form(request)
        self.desk.check_form(visit, form)
        person = _person(visit, key)
        try:
            await self.desk.do(
                request, lambda work: _do(self.desk, work, visit, person, verb, form)
            )
        except SignInNeededError:
            raise
        except HikeshiError as error:
            await _show(self.desk, response, visit, person, form, error)
            return
        see_other(response, f"/away/{key}")

    @page
    async def on_get(self, request: Request, response: Response, key: str, verb: str) -> None:
        """Lead to the page the buttons are on."""
        del verb
        visit = await self.desk.visit(request)
        see_other(response, f"/away/{_person(visit, key).key}")

    on_head = on_get


def _person(visit: Visit, key: str) -> User:
    """Return the person; only who looks after them is shown when and why they are away."""
    directory = visit.directory
    found = visit.user if key == ME else None
    found = found or next((u for u in directory.users.values() if u.key == key), None)
    if found is None:
        raise UserNotFoundError
    if not looks_after(visit.by, found.id, directory.teams_of(found.id)):
        raise ForbiddenError
    return found


async def _do(
    desk: Desk, work: Work, visit: Visit, person: User, verb: str, form: Mapping[str, str]
) -> None:
    verbs, by = desk.parts.absences, visit.by
    if verb == "add":
        await verbs.add(work, person.id, _absence(form), by=by)
    elif verb == "remove":
        await verbs.remove(work, person.id, UnavailabilityId(_id(form)), by=by)
    elif verb == "subscribe":
        await verbs.subscribe(work, _calendar(form), by=by, user_id=person.id)
    elif verb in {"refresh", "unsubscribe"}:
        found = SubscribedCalendarId(_id(form))
        use_case = verbs.refresh if verb == "refresh" else verbs.unsubscribe
        await use_case(work, found, by=by)
    else:
        raise InvalidError.at("/verb", f"must be one of {', '.join(VERBS)}")


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
    try:
        return UUID(form.get("id", ""))
    except ValueError:
        raise InvalidError.at("/id", "must be an id") from None


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
        status=200 if error is None else status_of(error),
        message=None if error is None else message_of(error, visit.words),
        person=person,
        absences=absences[:MOST_SHOWN],
        more=max(0, len(absences) - MOST_SHOWN),
        calendars=calendars,
        form=form,
        today=visit.times.local(visit.times.now).date(),
        last_day=lambda each: each.last_day if each.last_day != each.first_day else None,
    )
