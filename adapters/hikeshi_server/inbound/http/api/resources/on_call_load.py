"""/on-call-load"""

from attrs import frozen

from hikeshi.flow.directory import Directory
from hikeshi.flow.fairness import on_call_load
from hikeshi.flow.work import Transactions, Work
from hikeshi.incidents.queries import IncidentQueries, PageFilters
from hikeshi.kernel.intervals import Interval
from hikeshi.oncall import Schedule
from hikeshi_server.inbound.http.api.bodies.on_call_load import Ledger, LedgerFilters, load_view
from hikeshi_server.inbound.http.api.call import Call


@frozen
class OnCallLoad:
    """/on-call-load"""

    transactions: Transactions
    queries: IncidentQueries

    async def read(self, call: Call, filters: LedgerFilters) -> Ledger:
        """GET /on-call-load"""
        del call

        async def look(work: Work) -> tuple[Directory, Interval]:
            return await work.directory(), filters.interval(work.now)

        directory, interval = await self.transactions.run(look)
        pages = await self.queries.count_pages(_pages(directory, filters, interval))
        loads = on_call_load(_schedules(directory, filters), directory.users, pages, interval)
        views = (load_view(load, directory.users) for load in loads)
        ordered = sorted(views, key=lambda view: (-view.on_call_seconds, view.user))
        return Ledger(since=interval.start, until=interval.end, people=tuple(ordered))


def _schedules(directory: Directory, filters: LedgerFilters) -> list[Schedule]:
    return [
        schedule
        for schedule in directory.schedules.values()
        if filters.schedule in {None, schedule.id} and filters.team in {None, schedule.team_id}
    ]


def _pages(directory: Directory, filters: LedgerFilters, interval: Interval) -> PageFilters:
    chosen = directory.schedules.get(filters.schedule) if filters.schedule is not None else None
    return PageFilters(
        since=interval.start,
        until=interval.end,
        team_id=filters.team,
        via=f"schedule:{chosen.key}" if chosen is not None else None,
    )
