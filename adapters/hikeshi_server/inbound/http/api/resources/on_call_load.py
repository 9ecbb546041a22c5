"""/on-call-load"""

from attrs import frozen

from hikeshi.flow.directory import Directory
from hikeshi.flow.queries.on_call_load import LoadQuestion
from hikeshi.flow.work import Transactions, Work
from hikeshi_server.inbound.http.api.bodies.on_call_load import Ledger, LedgerFilters, load_view
from hikeshi_server.inbound.http.api.call import Call
from hikeshi_server.inbound.load_ledger import LoadLedger


@frozen
class OnCallLoad:
    """/on-call-load"""

    transactions: Transactions
    ledger: LoadLedger

    async def read(self, call: Call, filters: LedgerFilters) -> Ledger:
        """GET /on-call-load"""
        del call

        async def look(work: Work) -> tuple[Directory, LoadQuestion]:
            return await work.directory(), filters.question(work.now)

        directory, asked = await self.transactions.run(look)
        loads = await self.ledger.read(directory, asked)
        return Ledger(
            since=asked.interval.start,
            until=asked.interval.end,
            people=tuple(load_view(load, directory.users) for load in loads),
        )
