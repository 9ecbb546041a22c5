"""/drills"""

from attrs import frozen

from hikeshi.flow.queries.configuration import list_drills
from hikeshi.flow.work import Transactions, Work
from hikeshi.incidents.model.drill import DrillDraft
from hikeshi.incidents.queries import (
    DrillFilters,
    DrillQueries,
    DrillRunFilters,
    DrillRunView,
    DrillView,
    drill_run_view,
    drill_view,
)
from hikeshi.incidents.use_cases.create_drill import CreateDrill
from hikeshi.incidents.use_cases.delete_drill import DeleteDrill
from hikeshi.incidents.use_cases.edit_drill import EditDrill
from hikeshi.incidents.use_cases.run_drill import RunDrill
from hikeshi.kernel.ids import DrillId
from hikeshi.kernel.paging import PageOf, PageRequest
from hikeshi_server.inbound.http.api.call import Call
from hikeshi_server.inbound.http.api.changes import MergePatch, Whole

Change = MergePatch[DrillDraft] | Whole[DrillDraft]


@frozen
class BegunRuns:
    """What a drill began: one run for each person, or one that says that there was nobody."""

    items: tuple[DrillRunView, ...]


@frozen
class Drills:
    """/drills"""

    transactions: Transactions
    queries: DrillQueries
    create_drill: CreateDrill = CreateDrill()
    edit_drill: EditDrill = EditDrill()
    delete_drill: DeleteDrill = DeleteDrill()
    run_drill: RunDrill = RunDrill()

    async def list_page(
        self, work: Work, call: Call, page: PageRequest, filters: DrillFilters
    ) -> PageOf[DrillView]:
        """GET /drills"""
        del call
        return list_drills(await work.directory(), page, filters, work.now)

    async def read(self, work: Work, call: Call, drill: DrillId) -> DrillView:
        """GET /drills/{drill}"""
        del call
        return drill_view((await work.directory()).drills[drill], work.now)

    async def create(self, work: Work, call: Call, body: DrillDraft) -> DrillView:
        """POST /drills"""
        return drill_view(await self.create_drill(work, body, by=call.actor), work.now)

    async def edit(
        self, work: Work, call: Call, drill: DrillId, body: MergePatch[DrillDraft]
    ) -> DrillView:
        """PATCH /drills/{drill}"""
        return await self._change(work, call, drill, body)

    async def replace(
        self, work: Work, call: Call, drill: DrillId, body: Whole[DrillDraft]
    ) -> DrillView:
        """PUT /drills/{drill}"""
        return await self._change(work, call, drill, body)

    async def remove(self, work: Work, call: Call, drill: DrillId) -> None:
        """DELETE /drills/{drill}"""
        await self.delete_drill(work, drill, by=call.actor, expected_version=call.expected_version)

    async def run(self, work: Work, call: Call, drill: DrillId) -> BegunRuns:
        """POST /drills/{drill}/runs"""
        runs = await self.run_drill(work, drill, by=call.actor)
        return BegunRuns(tuple(drill_run_view(run) for run in runs))

    async def runs_page(
        self, work: Work, call: Call, drill: DrillId, page: PageRequest, filters: DrillRunFilters
    ) -> PageOf[DrillRunView]:
        """GET /drills/{drill}/runs"""
        del work, call
        found = await self.queries.runs_page(drill, page, filters)
        return PageOf(tuple(drill_run_view(run) for run in found.items), found.next_cursor)

    async def _change(self, work: Work, call: Call, drill: DrillId, body: Change) -> DrillView:
        change = body.onto((await work.directory()).drills[drill])
        edited = await self.edit_drill(
            work, drill, change, by=call.actor, expected_version=call.expected_version
        )
        return drill_view(edited, work.now)
