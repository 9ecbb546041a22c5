"""What drills showed, and that they count nowhere, the same from memory and from PostgreSQL."""

from datetime import timedelta
from typing import Any

import pytest
from attrs import frozen

from hikeshi.flow.records import tell, timeline_entries
from hikeshi.flow.work import Transactions, Work
from hikeshi.incidents.events import PersonPaged
from hikeshi.incidents.model.drill_run import DrillOutcome, DrillRun
from hikeshi.incidents.model.drilling import WHY
from hikeshi.incidents.queries import (
    DrillQueries,
    DrillRunFilters,
    IncidentFilters,
    IncidentQueries,
    PageFilters,
)
from hikeshi.kernel.actor import SYSTEM
from hikeshi.kernel.errors import InvalidError
from hikeshi.kernel.ids import DrillId, UserId
from hikeshi.kernel.paging import PageRequest
from hikeshi.kernel.severity import Severity, Urgency
from hikeshi.memory.queries import InMemoryDrillQueries, InMemoryIncidentQueries
from hikeshi.memory.transactions import InMemoryTransactions
from hikeshi.testing.builders import START, a_drill_run, an_incident, new_id
from hikeshi_server.outbound.postgres.queries.drills import PostgresDrillQueries
from hikeshi_server.outbound.postgres.queries.incidents import PostgresIncidentQueries
from hikeshi_server.outbound.postgres.queries.selection import Reader

ANA, NIGHT = UserId(new_id()), DrillId(new_id())


@frozen
class Drills:
    """Works, and what lists drills and incidents."""

    transactions: Transactions
    drills: DrillQueries
    incidents: IncidentQueries

    async def runs(self, **filters: Any) -> list[DrillRun]:
        """Return the runs of the drill, two by two."""
        found: list[DrillRun] = []
        cursor = None
        while True:
            request = PageRequest(limit=2, cursor=cursor)
            page = await self.drills.runs_page(NIGHT, request, DrillRunFilters(**filters))
            found += page.items
            cursor = page.next_cursor
            if cursor is None:
                return found


@pytest.fixture
def queries(transactions: Any) -> Drills:
    """The queries of either kind."""
    if isinstance(transactions, InMemoryTransactions):
        store = transactions.store
        return Drills(transactions, InMemoryDrillQueries(store), InMemoryIncidentQueries(store))
    reader = Reader(transactions.engine)
    return Drills(transactions, PostgresDrillQueries(reader), PostgresIncidentQueries(reader))


async def test_runs_of_a_drill_newest_first(queries: Drills) -> None:
    """Of one drill, by person and outcome, page by page; another drill's stay out."""
    outcomes = (DrillOutcome.PASSED, DrillOutcome.MISSED, DrillOutcome.WAITING)
    made = [a_drill_run(drill_id=NIGHT, outcome=outcome) for outcome in outcomes]
    hers = a_drill_run(drill_id=NIGHT, user_id=ANA, outcome=DrillOutcome.MISSED)
    await queries.transactions.run(
        lambda work: work.drill_runs.add_many([*made, hers, a_drill_run()])
    )

    assert await queries.runs() == [hers, *reversed(made)]
    assert await queries.runs(user_id=ANA) == [hers]
    missed = (DrillOutcome.MISSED, DrillOutcome.UNREACHABLE)
    assert await queries.runs(outcome=missed) == [hers, made[1]]
    with pytest.raises(InvalidError, match="must be one of"):
        await queries.drills.runs_page(NIGHT, PageRequest(sort="via"), DrillRunFilters())


async def test_drills_are_no_incidents_and_no_load(queries: Drills) -> None:
    """Lists leave them out unless asked; the ledger of load does not know their pages."""
    real, drill = an_incident(number=1), an_incident(number=2, drill_id=NIGHT)

    def paged(incident: Any, why: str) -> PersonPaged:
        return PersonPaged(
            id=new_id(), at=START, by=SYSTEM, incident_id=incident.id, user_id=ANA, step=None,
            round=1, via="user", urgency=Urgency.HIGH, severity=Severity.SEV2, why=why,
        )  # fmt: skip

    async def write(work: Work) -> None:
        await work.incidents.add_many([real, drill])
        events = [paged(real, "step"), paged(drill, WHY)]
        await work.timeline.append_many(timeline_entries(tell(events)))

    await queries.transactions.run(write)

    async def numbers(**filters: Any) -> list[int]:
        page = await queries.incidents.list_page(PageRequest(), IncidentFilters(**filters))
        return [view.number for view in page.items]

    assert await numbers() == [1]
    assert await numbers(drill=True) == [2]
    assert await numbers(drill=None) == [2, 1]
    hour = timedelta(hours=1)
    pages = await queries.incidents.count_pages(PageFilters(since=START, until=START + hour))
    assert [(row.user_id, row.count) for row in pages] == [(ANA, 1)]
