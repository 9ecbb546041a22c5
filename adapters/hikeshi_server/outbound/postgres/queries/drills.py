"""What drills showed, listed from PostgreSQL: one statement a page."""

from attrs import frozen

from hikeshi.flow.queries.keyset import Keyset
from hikeshi.incidents.model.drill_run import DrillRun
from hikeshi.incidents.queries import DrillRunFilters
from hikeshi.kernel.ids import DrillId
from hikeshi.kernel.paging import PageOf, PageRequest
from hikeshi_server.outbound.postgres.drills import to_run
from hikeshi_server.outbound.postgres.queries.selection import Reader, Selection


@frozen
class PostgresDrillQueries:
    """Lists what drills showed."""

    _reader: Reader

    async def runs_page(
        self, drill_id: DrillId, page: PageRequest, filters: DrillRunFilters
    ) -> PageOf[DrillRun]:
        """Return a page of the drill's runs that pass the filters."""
        keyset = Keyset.read(page, filters.SORTS, (drill_id, filters))
        outcomes = None if filters.outcome is None else [o.value for o in filters.outcome]
        wanted = (
            Selection("SELECT * FROM drill_runs")
            .where("drill_id = {}", drill_id)
            .where("user_id = {}", filters.user_id)
            .where("outcome = ANY({}::text[])", outcomes)
        )
        rows = await self._reader.rows(wanted.page(keyset), *wanted.values)
        return keyset.page([to_run(row) for row in rows], lambda _: "")
