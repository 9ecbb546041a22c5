"""/holidays"""

from attrs import evolve, frozen

from hikeshi.flow.queries.configuration import list_holiday_sets
from hikeshi.flow.usages import refuse_if_used, uses_of_holiday_set
from hikeshi.flow.work import Transactions, Work
from hikeshi.kernel.authorization import Permission, require
from hikeshi.kernel.ids import HolidaySetId
from hikeshi.kernel.paging import PageOf, PageRequest
from hikeshi.teams.model.drafts import HolidaySetDraft
from hikeshi.teams.model.holiday_set import HolidaySet
from hikeshi.teams.queries import HolidaySetFilters
from hikeshi.teams.use_cases.create_holiday_set import CreateHolidaySet
from hikeshi.teams.use_cases.delete_holiday_set import DeleteHolidaySet
from hikeshi.teams.use_cases.edit_holiday_set import EditHolidaySet
from hikeshi_server.inbound.calendars.days import calendar_days
from hikeshi_server.inbound.http.api.bodies.holidays import HolidayCalendar, looked_up
from hikeshi_server.inbound.http.api.call import Call
from hikeshi_server.inbound.http.api.changes import MergePatch, Whole


@frozen
class Holidays:
    """/holidays"""

    transactions: Transactions
    create_holiday_set: CreateHolidaySet = CreateHolidaySet()
    edit_holiday_set: EditHolidaySet = EditHolidaySet()
    delete_holiday_set: DeleteHolidaySet = DeleteHolidaySet()

    async def list_page(
        self, work: Work, call: Call, page: PageRequest, filters: HolidaySetFilters
    ) -> PageOf[HolidaySet]:
        """GET /holidays"""
        del call
        return list_holiday_sets(await work.directory(), page, filters)

    async def read(self, work: Work, call: Call, holidays: HolidaySetId) -> HolidaySet:
        """GET /holidays/{holidays}"""
        del call
        return (await work.directory()).holidays[holidays]

    async def create(self, work: Work, call: Call, body: HolidaySetDraft) -> HolidaySet:
        """POST /holidays"""
        require(call.actor, Permission.CONFIGURE)  # before anything is looked up
        sent = {"source": body.source, "dates": body.dates or None}
        return await self.create_holiday_set(work, looked_up(body, sent), by=call.actor)

    async def edit(
        self, work: Work, call: Call, holidays: HolidaySetId, body: MergePatch[HolidaySetDraft]
    ) -> HolidaySet:
        """PATCH /holidays/{holidays}"""
        change = body.onto((await work.directory()).holidays[holidays])
        return await self.edit_holiday_set(
            work,
            holidays,
            lambda draft: looked_up(change(draft), body.patch),
            by=call.actor,
            expected_version=call.expected_version,
        )

    async def replace(
        self, work: Work, call: Call, holidays: HolidaySetId, body: Whole[HolidaySetDraft]
    ) -> HolidaySet:
        """PUT /holidays/{holidays}"""
        change = body.onto((await work.directory()).holidays[holidays])
        return await self.edit_holiday_set(
            work,
            holidays,
            lambda draft: looked_up(change(draft), body.document),
            by=call.actor,
            expected_version=call.expected_version,
        )

    async def import_calendar(
        self, call: Call, holidays: HolidaySetId, body: HolidayCalendar
    ) -> HolidaySet:
        """POST /holidays/{holidays}/calendar-imports"""
        require(call.actor, Permission.CONFIGURE)
        directory = await self.transactions.run(lambda work: work.directory())
        # Outside any transaction: a calendar takes its time to expand.
        days = await calendar_days(body.text.encode(), directory.holidays[holidays].until)

        async def write(work: Work) -> HolidaySet:
            return await self.edit_holiday_set(
                work,
                holidays,
                lambda draft: evolve(draft, source=body.name, dates=days),
                by=call.actor,
                expected_version=call.expected_version,
            )

        return await self.transactions.run(write, request_id=call.request_id)

    async def remove(self, work: Work, call: Call, holidays: HolidaySetId) -> None:
        """DELETE /holidays/{holidays}"""
        directory = await work.directory()
        await self.delete_holiday_set(
            work, holidays, by=call.actor, expected_version=call.expected_version
        )
        name = f"Set of holidays {directory.holidays[holidays].key}"
        refuse_if_used(name, uses_of_holiday_set(directory, holidays))
