"""/users/{user}/subscribed-calendars and /holidays/{holidays}/subscribed-calendar"""

from attrs import field, frozen

from hikeshi.flow.queries.in_order import cut_in_order
from hikeshi.flow.work import Work
from hikeshi.kernel.authorization import Permission, require
from hikeshi.kernel.ids import HolidaySetId, SubscribedCalendarId, UserId
from hikeshi.kernel.paging import PageOf, PageRequest
from hikeshi.oncall.errors import CalendarNotFoundError
from hikeshi.oncall.model.looking_after import looks_after
from hikeshi.oncall.model.subscribed_calendar import SubscribedCalendar, SubscribedCalendarDraft
from hikeshi.oncall.queries import SubscribedCalendarView, subscribed_calendar_view
from hikeshi.oncall.use_cases.edit_subscribed_calendar import EditSubscribedCalendar
from hikeshi.oncall.use_cases.refresh_calendar import RefreshCalendar
from hikeshi.oncall.use_cases.subscribe_calendar import SubscribeCalendar
from hikeshi.oncall.use_cases.unsubscribe_calendar import UnsubscribeCalendar
from hikeshi_server.inbound.http.api.call import Call
from hikeshi_server.inbound.http.api.changes import MergePatch, Whole

Change = MergePatch[SubscribedCalendarDraft] | Whole[SubscribedCalendarDraft]


@frozen
class SubscribedCalendars:
    """/users/{user}/subscribed-calendars"""

    subscribe_calendar: SubscribeCalendar = field(factory=SubscribeCalendar)
    edit_calendar: EditSubscribedCalendar = field(factory=EditSubscribedCalendar)
    unsubscribe_calendar: UnsubscribeCalendar = field(factory=UnsubscribeCalendar)
    refresh_calendar: RefreshCalendar = field(factory=RefreshCalendar)

    async def list_page(
        self, work: Work, call: Call, user: UserId, page: PageRequest
    ) -> PageOf[SubscribedCalendarView]:
        """GET /users/{user}/subscribed-calendars"""
        await _see(work, call, user)
        theirs = await work.subscribed_calendars.list_about((user,))
        readings = await work.calendar_readings.get_many([each.id for each in theirs])
        views = [subscribed_calendar_view(each, readings[each.id]) for each in theirs]
        return cut_in_order(views, page, lambda view: view.id)

    async def read(
        self, work: Work, call: Call, user: UserId, calendar: SubscribedCalendarId
    ) -> SubscribedCalendarView:
        """GET /users/{user}/subscribed-calendars/{calendar}"""
        return await _view(work, await _find(work, call, user, calendar))

    async def add(
        self, work: Work, call: Call, user: UserId, body: SubscribedCalendarDraft
    ) -> SubscribedCalendarView:
        """POST /users/{user}/subscribed-calendars"""
        made = await self.subscribe_calendar(work, body, by=call.actor, user_id=user)
        return await _view(work, made)

    async def edit(
        self,
        work: Work,
        call: Call,
        user: UserId,
        calendar: SubscribedCalendarId,
        body: MergePatch[SubscribedCalendarDraft],
    ) -> SubscribedCalendarView:
        """PATCH /users/{user}/subscribed-calendars/{calendar}"""
        return await self._change(work, call, user, calendar, body)

    async def replace(
        self,
        work: Work,
        call: Call,
        user: UserId,
        calendar: SubscribedCalendarId,
        body: Whole[SubscribedCalendarDraft],
    ) -> SubscribedCalendarView:
        """PUT /users/{user}/subscribed-calendars/{calendar}"""
        return await self._change(work, call, user, calendar, body)

    async def remove(
        self, work: Work, call: Call, user: UserId, calendar: SubscribedCalendarId
    ) -> None:
        """DELETE /users/{user}/subscribed-calendars/{calendar}"""
        await _find(work, call, user, calendar)
        await self.unsubscribe_calendar(
            work, calendar, by=call.actor, expected_version=call.expected_version
        )

    async def refresh(
        self, work: Work, call: Call, user: UserId, calendar: SubscribedCalendarId
    ) -> SubscribedCalendarView:
        """POST /users/{user}/subscribed-calendars/{calendar}/refreshes"""
        await _find(work, call, user, calendar)
        return await _view(work, await self.refresh_calendar(work, calendar, by=call.actor))

    async def _change(
        self, work: Work, call: Call, user: UserId, calendar: SubscribedCalendarId, body: Change
    ) -> SubscribedCalendarView:
        found = await _find(work, call, user, calendar)
        edited = await self.edit_calendar(
            work,
            calendar,
            body.onto(await _view(work, found)),
            by=call.actor,
            expected_version=call.expected_version,
        )
        return await _view(work, edited)


@frozen
class CalendarOfHolidays:
    """/holidays/{holidays}/subscribed-calendar"""

    subscribe_calendar: SubscribeCalendar = field(factory=SubscribeCalendar)
    edit_calendar: EditSubscribedCalendar = field(factory=EditSubscribedCalendar)
    unsubscribe_calendar: UnsubscribeCalendar = field(factory=UnsubscribeCalendar)
    refresh_calendar: RefreshCalendar = field(factory=RefreshCalendar)

    async def read(self, work: Work, call: Call, holidays: HolidaySetId) -> SubscribedCalendarView:
        """GET /holidays/{holidays}/subscribed-calendar"""
        del call
        return await _view(work, await _of_set(work, holidays))

    async def put(
        self, work: Work, call: Call, holidays: HolidaySetId, body: SubscribedCalendarDraft
    ) -> SubscribedCalendarView:
        """PUT /holidays/{holidays}/subscribed-calendar"""
        known = await _sought(work, holidays)
        if known is None:
            made = await self.subscribe_calendar(work, body, by=call.actor, holiday_set_id=holidays)
            return await _view(work, made)
        edited = await self.edit_calendar(
            work,
            known.id,
            lambda _: body,
            by=call.actor,
            expected_version=call.expected_version,
        )
        return await _view(work, edited)

    async def remove(self, work: Work, call: Call, holidays: HolidaySetId) -> None:
        """DELETE /holidays/{holidays}/subscribed-calendar"""
        require(call.actor, Permission.CONFIGURE)  # whether there is one or not
        found = await _of_set(work, holidays)
        await self.unsubscribe_calendar(
            work, found.id, by=call.actor, expected_version=call.expected_version
        )

    async def refresh(
        self, work: Work, call: Call, holidays: HolidaySetId
    ) -> SubscribedCalendarView:
        """POST /holidays/{holidays}/subscribed-calendar/refreshes"""
        require(call.actor, Permission.CONFIGURE)
        found = await _of_set(work, holidays)
        return await _view(work, await self.refresh_calendar(work, found.id, by=call.actor))


async def _see(work: Work, call: Call, user: UserId) -> None:
    directory = await work.directory()
    if not looks_after(call.actor, user, directory.teams_of(user)):
        raise CalendarNotFoundError


async def _find(
    work: Work, call: Call, user: UserId, calendar_id: SubscribedCalendarId
) -> SubscribedCalendar:
    await _see(work, call, user)
    found = (await work.subscribed_calendars.get_many((calendar_id,))).get(calendar_id)
    if found is None or found.user_id != user:
        raise CalendarNotFoundError
    return found


async def _sought(work: Work, holidays: HolidaySetId) -> SubscribedCalendar | None:
    known = await work.subscribed_calendars.list_about((holidays,))
    return known[0] if known else None


async def _of_set(work: Work, holidays: HolidaySetId) -> SubscribedCalendar:
    found = await _sought(work, holidays)
    if found is None:
        raise CalendarNotFoundError
    return found


async def _view(work: Work, found: SubscribedCalendar) -> SubscribedCalendarView:
    readings = await work.calendar_readings.get_many((found.id,))
    return subscribed_calendar_view(found, readings[found.id])
