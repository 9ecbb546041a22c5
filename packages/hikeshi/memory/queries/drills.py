"""What drills showed, listed from memory."""

from attrs import frozen

from hikeshi.flow.queries.keyset import Keyset
from hikeshi.incidents.model.drill_run import DrillRun
from hikeshi.incidents.queries import DrillRunFilters
from hikeshi.kernel.ids import DrillId
from hikeshi.kernel.paging import PageOf, PageRequest
from hikeshi.memory.queries.passing import passes
from hikeshi.memory.store import Store


@frozen
class InMemoryDrillQueries:
    """Lists what drills showed."""

    store: Store

    async def runs_page(
        self, drill_id: DrillId, page: PageRequest, filters: DrillRunFilters
    ) -> PageOf[DrillRun]:
        """Return a page of the drill's runs that pass the filters."""
        keyset = Keyset.read(page, filters.SORTS, (drill_id, filters))
        rows = (
            run
            for run in self.store.drill_runs.rows.values()
            if run.drill_id == drill_id and passes(run, filters)
        )
        return keyset.cut(rows, lambda _: "")
