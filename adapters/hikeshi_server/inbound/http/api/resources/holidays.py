"""/holidays"""

from collections.abc import Mapping
from typing import Any

from attrs import evolve, frozen

from hikeshi.flow.queries.configuration import list_holiday_sets
from hikeshi.flow.usages import refuse_if_used, uses_of_holiday_set
from hikeshi.flow.work import Transactions, Work
from hikeshi.kernel.authorization import Permission, require
from hikeshi.kernel.ids import HolidaySetId
from hikeshi.kernel.paging import PageOf, PageRequest
from hikeshi.teams.model.drafts import HolidaySetDraft
from hikeshi.teams.queries import HolidaySetFilters, HolidaySetView, holiday_set_view
from hikeshi.teams.use_cases.create_holiday_set import CreateHolidaySet
from hikeshi.teams.use_cases.delete_holiday_set import DeleteHolidaySet
from hikeshi.teams.use_cases.edit_holiday_set import EditHolidaySet
from hikeshi_server.inbound.calendars.days import calendar_days
from hikeshi_server.inbound.http.api.bodies.holidays import HolidayCalendar, looked_up
from hikeshi_server.inbound.http.api.call import Call
from hikeshi_server.inbound.http.api.changes import MergePatch, Whole

Change = MergePatch[HolidaySetDraft] | Whole[HolidaySetDraft]


@frozen
class Holidays:
    """/holidays"""

    transactions: Transactions
    create_holiday_set: CreateHolidaySet = CreateHolidaySet()
    edit_holiday_set: EditHolidaySet = EditHolidaySet()
    delete_holiday_set: DeleteHolidaySet = DeleteHolidaySet()

    async def list_page(
        self, work: Work, call: Call, page: PageRequest, filters: HolidaySetFilters
    ) -> PageOf[HolidaySetView]:
        """GET /holidays"""
        del call
        today = work.now.date()
        found = list_holiday_sets(await work.directory(), page, filters)
        return PageOf(
            items=tuple(holiday_set_view(each, today) for each in found.items),
            next_cursor=found.next_cursor,
        )

    async def read(self, work: Work, call: Call, holidays: HolidaySetId) -> HolidaySetView:
        """GET /holidays/{holidays}"""
        del call
        return holiday_set_view((await work.directory()).holidays[holidays], work.now.date())

    async def create(self, work: Work, call: Call, body: HolidaySetDraft) -> HolidaySetView:
        """POST /holidays"""
        require(call.actor, Permission.CONFIGURE)  # before anything is looked up
        sent = {"source": body.source, "dates": body.dates or None}
        made = await self.create_holiday_set(work, looked_up(body, sent), by=call.actor)
        return holiday_set_view(made, work.now.date())

    async def edit(
        self, work: Work, call: Call, holidays: HolidaySetId, body: MergePatch[HolidaySetDraft]
    ) -> HolidaySetView:
        """PATCH /holidays/{holidays}"""
        return await self._change(work, call, holidays, body, body.patch)

    async def replace(
        self, work: Work, call: Call, holidays: HolidaySetId, body: Whole[HolidaySetDraft]
    ) -> HolidaySetView:
        """PUT /holidays/{holidays}"""
        return await self._change(work, call, holidays, body, body.document)

    async def import_calendar(
        self, call: Call, holidays: HolidaySetId, body: HolidayCalendar
    ) -> HolidaySetView:
        """POST /holidays/{holidays}/calendar-imports"""
        require(call.actor, Permission.CONFIGURE)
        directory = await self.transactions.run(lambda work: work.directory())
        # Outside any transaction: a calendar takes its time to expand.
        days = await calendar_days(body.text.encode(), directory.holidays[holidays].until)

        async def write(work: Work) -> HolidaySetView:
            taken = await self.edit_holiday_set(
                work,
                holidays,
                lambda draft: evolve(draft, source=body.name, dates=days),
                by=call.actor,
                expected_version=call.expected_version,
            )
            return holiday_set_view(taken, work.now.date())

        return await self.transactions.run(write, request_id=call.request_id)

    async def remove(self, work: Work, call: Call, holidays: HolidaySetId) -> None:
        """DELETE /holidays/{holidays}"""
        directory = await work.directory()
        await self.delete_holiday_set(
            work, holidays, by=call.actor, expected_version=call.expected_version
        )
        name = f"Set of holidays {directory.holidays[holidays].key}"
        refuse_if_used(name, uses_of_holiday_set(directory, holidays))

    async def _change(
        self,
        work: Work,
        call: Call,
        holidays: HolidaySetId,
        body: Change,
        sent: Mapping[str, Any],
    ) -> HolidaySetView:
        today = work.now.date()
        change = body.onto(holiday_set_view((await work.directory()).holidays[holidays], today))
        edited = await self.edit_holiday_set(
            work,
            holidays,
            lambda draft: looked_up(change(draft), sent),
            by=call.actor,
            expected_version=call.expected_version,
        )
        return holiday_set_view(edited, today)
