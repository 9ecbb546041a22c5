"""Routes and groupings in PostgreSQL."""

from collections.abc import Callable, Sequence

from attrs import frozen

from hikeshi.alerts.model.grouping import Grouping
from hikeshi.alerts.model.route import Route
from hikeshi.kernel.ids import RouteId
from hikeshi_server.outbound.postgres.documents import CONVERTER, Kind, PostgresDocuments
from hikeshi_server.outbound.postgres.json_text import to_json
from hikeshi_server.outbound.postgres.records import RouteRecord
from hikeshi_server.outbound.postgres.session import Session

ROUTES = Kind(
    record=RouteRecord, cls=Route, columns=lambda route, _: {"service_id": route.service_id}
)

_LIST = "SELECT document FROM groupings ORDER BY service_id"
_EMPTY = "DELETE FROM groupings"
_ADD = """
INSERT INTO groupings (service_id, document)
SELECT id, document::jsonb FROM unnest($1::uuid[], $2::text[]) AS g (id, document)
"""


class PostgresRouteRepository(PostgresDocuments[RouteId, Route], kind=ROUTES):
    """Keeps the ordered routes."""


@frozen
class PostgresGroupingRepository:
    """Keeps how services group their alerts."""

    _session: Session
    _changed: Callable[[], None]

    async def list_all(self) -> Sequence[Grouping]:
        """Return all of them."""
        rows = await self._session.rows(_LIST)
        return [CONVERTER.structure(row["document"], Grouping) for row in rows]

    async def replace_all(self, groupings: Sequence[Grouping]) -> None:
        """Write these instead of those that were there."""
        await self._session.run(_EMPTY)
        await self._session.run(
            _ADD,
            [grouping.service_id for grouping in groupings],
            [to_json(CONVERTER.unstructure(grouping)) for grouping in groupings],
        )
        self._changed()
