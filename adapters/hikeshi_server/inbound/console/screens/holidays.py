"""Sets of holidays: how far each knows, and the calendar that tells its days."""

from collections.abc import Mapping
from datetime import date

from attrs import frozen
from falcon.asgi import Request, Response

from hikeshi.flow.work import Work
from hikeshi.kernel.authorization import Permission
from hikeshi.kernel.errors import HikeshiError
from hikeshi.kernel.ids import HolidaySetId, SubscribedCalendarId
from hikeshi.oncall.errors import CalendarNotFoundError
from hikeshi.oncall.model.subscribed_calendar import SubscribedCalendarDraft
from hikeshi.oncall.queries import SubscribedCalendarView, subscribed_calendar_view
from hikeshi.teams.errors import HolidaySetNotFoundError
from hikeshi.teams.model.holiday_set import HolidaySet
from hikeshi.teams.queries import HolidaySetView, holiday_set_view
from hikeshi_server.inbound.console.pressing import Press, VerbScreen, no_such_verb
from hikeshi_server.inbound.console.visits import Desk, ScreenOf, Visit, page

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
class HolidaysVerb(VerbScreen):
    """POST /holidays/{key}/{verb}: subscribe, refresh, unsubscribe"""

    async def act(self, press: Press) -> str:
        """Do what the button says."""
        set_id = _set(press.visit, press.at["key"]).id
        await self.desk.do(press.request, lambda work: self._do(work, press, set_id))
        return "/holidays"

    async def refuse(self, press: Press, error: HikeshiError) -> None:
        """Show why not, above the sets."""
        _set(press.visit, press.at["key"])
        await _show(self.desk, press.response, press.visit, error)

    async def page_of(self, visit: Visit, at: Mapping[str, str]) -> str:
        """Return the page the buttons are on."""
        del visit, at
        return "/holidays"

    async def _do(self, work: Work, press: Press, set_id: HolidaySetId) -> None:
        verbs, form, by = self.desk.parts.absences, press.form, press.by
        if press.verb == "subscribe":
            name = form.get("name", "").strip() or "calendar"
            draft = SubscribedCalendarDraft(url=form.get("url", "").strip(), name=name)
            await verbs.subscribe(work, draft, by=by, holiday_set_id=set_id)
        elif press.verb == "refresh":
            await verbs.refresh(work, await _calendar(work, set_id), by=by)
        elif press.verb == "unsubscribe":
            await verbs.unsubscribe(work, await _calendar(work, set_id), by=by)
        else:
            raise no_such_verb(VERBS)


def _set(visit: Visit, key: str) -> HolidaySet:
    for found in visit.directory.holidays.values():
        if found.key == key:
            return found
    raise HolidaySetNotFoundError


async def _calendar(work: Work, set_id: HolidaySetId) -> SubscribedCalendarId:
    for found in await work.subscribed_calendars.list_about((set_id,)):
        return found.id
    raise CalendarNotFoundError


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
        error=error,
        sets=await desk.read(lambda work: _look(work, today)),
        may_configure=visit.may(Permission.CONFIGURE),
    )
