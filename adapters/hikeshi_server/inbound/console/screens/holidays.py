"""Sets of holidays: how far each knows, and the calendar that tells its days."""

from collections.abc import Mapping
from datetime import date

from attrs import frozen
from falcon.asgi import Request, Response

from hikeshi.flow.work import Work
from hikeshi.kernel.authorization import Permission
from hikeshi.kernel.errors import HikeshiError, InvalidError
from hikeshi.kernel.ids import HolidaySetId
from hikeshi.oncall.errors import CalendarNotFoundError
from hikeshi.oncall.model.subscribed_calendar import SubscribedCalendarDraft
from hikeshi.oncall.queries import SubscribedCalendarView, subscribed_calendar_view
from hikeshi.teams.errors import HolidaySetNotFoundError
from hikeshi.teams.queries import HolidaySetView, holiday_set_view
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

VERBS = ("subscribe", "refresh", "unsubscribe")
#: Days of a set that are shown: those that come next.
MOST_DAYS = 12


@frozen
class ShownSet:
    """A set, the days of it that come next, and its calendar where it has one."""

    holidays: HolidaySetView
    coming: tuple[date, ...]
    calendar: SubscribedCalendarView | None


@frozen
class HolidaysPage(ScreenOf):
    """GET /holidays"""

    @page
    async def on_get(self, request: Request, response: Response) -> None:
        """Show every set, loudly the ones that soon say nothing any more."""
        await _show(self.desk, response, await self.desk.visit(request))

    on_head = on_get


@frozen
class HolidaysVerb(ScreenOf):
    """POST /holidays/{key}/{verb}"""

    @page
    async def on_post(self, request: Request, response: Response, key: str, verb: str) -> None:
        """Do what the button says: subscribe, refresh or unsubscribe."""
        visit = await self.desk.visit(request)
        form = await read_form(request)
        self.desk.check_form(visit, form)
        found = next((s for s in visit.directory.holidays.values() if s.key == key), None)
        if found is None:
            raise HolidaySetNotFoundError
        set_id = found.id
        try:
            await self.desk.do(
                request, lambda work: _do(self.desk, work, visit, set_id, verb, form)
            )
        except SignInNeededError:
            raise
        except HikeshiError as error:
            await _show(self.desk, response, visit, error)
            return
        see_other(response, "/holidays")

    @page
    async def on_get(self, request: Request, response: Response, key: str, verb: str) -> None:
        """Lead to the page the buttons are on."""
        del key, verb
        await self.desk.visit(request)
        see_other(response, "/holidays")

    on_head = on_get


async def _do(
    desk: Desk,
    work: Work,
    visit: Visit,
    set_id: HolidaySetId,
    verb: str,
    form: Mapping[str, str],
) -> None:
    verbs, by = desk.parts.absences, visit.by
    found = next(iter(await work.subscribed_calendars.list_about((set_id,))), None)
    if verb == "subscribe":
        name = form.get("name", "").strip() or "calendar"
        draft = SubscribedCalendarDraft(url=form.get("url", "").strip(), name=name)
        await verbs.subscribe(work, draft, by=by, holiday_set_id=set_id)
        return
    if verb not in VERBS:
        raise InvalidError.at("/verb", f"must be one of {', '.join(VERBS)}")
    if found is None:
        raise CalendarNotFoundError
    use_case = verbs.refresh if verb == "refresh" else verbs.unsubscribe
    await use_case(work, found.id, by=by)


async def _look(work: Work, today: date) -> list[ShownSet]:
    sets = sorted((await work.directory()).holidays.values(), key=lambda found: found.key)
    calendars = await work.subscribed_calendars.list_about([found.id for found in sets])
    readings = await work.calendar_readings.get_many([each.id for each in calendars])
    views = {
        each.holiday_set_id: subscribed_calendar_view(each, readings[each.id]) for each in calendars
    }
    return [
        ShownSet(
            holiday_set_view(found, today),
            tuple(day for day in found.dates if day >= today)[:MOST_DAYS],
            views.get(found.id),
        )
        for found in sets
    ]


async def _show(
    desk: Desk, response: Response, visit: Visit, error: HikeshiError | None = None
) -> None:
    today = visit.times.local(visit.times.now).date()
    desk.show(
        response,
        visit,
        "holidays.html",
        status=200 if error is None else status_of(error),
        message=None if error is None else message_of(error, visit.words),
        sets=await desk.read(lambda work: _look(work, today)),
        may_configure=visit.may(Permission.CONFIGURE),
    )
