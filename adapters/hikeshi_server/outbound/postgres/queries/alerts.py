"""Alerts, unreadable signals and refused keys listed from PostgreSQL: one statement a page."""

from collections.abc import Sequence

from attrs import frozen

from hikeshi.alerts.model.alert import Alert, AlertIdentity
from hikeshi.alerts.model.refused_key import RefusedKey
from hikeshi.alerts.model.unreadable_signal import UnreadableSignal
from hikeshi.alerts.queries import (
    AlertFilters,
    RefusedKeyFilters,
    RefusedKeyView,
    UnreadableSignalFilters,
    UnreadableSignalView,
    refused_key_view,
    unreadable_signal_view,
)
from hikeshi.flow.queries.keyset import Keyset
from hikeshi.kernel.ids import IncidentId
from hikeshi.kernel.paging import PageOf, PageRequest
from hikeshi_server.outbound.postgres.alerts import to_alert
from hikeshi_server.outbound.postgres.queries.selection import Reader, Selection

_IDENTITIES = """
SELECT DISTINCT integration_id, dedup_key FROM alerts WHERE incident_id = $1
ORDER BY integration_id, dedup_key
"""


@frozen
class PostgresAlertQueries:
    """Lists alerts, unreadable signals and refused keys."""

    _reader: Reader

    async def list_page(self, page: PageRequest, filters: AlertFilters) -> PageOf[Alert]:
        """Return a page of the alerts that pass the filters, without their payload."""
        keyset = Keyset.read(page, filters.SORTS, filters)
        severities = filters.severity
        wanted = (
            Selection("SELECT * FROM alerts")
            .where("incident_id = {}", filters.incident_id)
            .where("service_id = {}", filters.service_id)
            .where("integration_id = {}", filters.integration_id)
            .where("status = {}", filters.status)
            .where("severity = ANY({}::text[])", None if severities is None else list(severities))
            .where("dedup_key = {}", filters.dedup_key)
        )
        rows = await self._reader.rows(wanted.page(keyset), *wanted.values)
        return keyset.page([to_alert(row) for row in rows], lambda _: "")

    async def identities_of(self, incident_id: IncidentId) -> Sequence[AlertIdentity]:
        """Return the identities of the incident's alerts."""
        rows = await self._reader.rows(_IDENTITIES, incident_id)
        return [AlertIdentity(row["integration_id"], row["dedup_key"]) for row in rows]

    async def unreadable_page(
        self, page: PageRequest, filters: UnreadableSignalFilters
    ) -> PageOf[UnreadableSignalView]:
        """Return a page of what could not be understood."""
        keyset = Keyset.read(page, filters.SORTS, filters)
        wanted = Selection("SELECT * FROM unreadable_signals").where(
            "integration_id = {}", filters.integration_id
        )
        rows = await self._reader.rows(wanted.page(keyset), *wanted.values)
        views = [unreadable_signal_view(UnreadableSignal(**row)) for row in rows]
        return keyset.page(views, lambda _: "")

    async def refused_keys_page(
        self, page: PageRequest, filters: RefusedKeyFilters
    ) -> PageOf[RefusedKeyView]:
        """Return a page of the keys nobody has."""
        keyset = Keyset.read(page, filters.SORTS, filters)
        wanted = Selection("SELECT * FROM refused_keys")
        rows = await self._reader.rows(wanted.page(keyset), *wanted.values)
        return keyset.page([refused_key_view(RefusedKey(**row)) for row in rows], lambda _: "")
