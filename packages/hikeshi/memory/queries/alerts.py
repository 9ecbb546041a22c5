"""Alerts, unreadable signals and refused keys listed from memory."""

from collections.abc import Sequence

from attrs import evolve, frozen

from hikeshi.alerts.model.alert import Alert, AlertIdentity
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
from hikeshi.memory.queries.passing import passes
from hikeshi.memory.store import Store


@frozen
class InMemoryAlertQueries:
    """Lists alerts, unreadable signals and refused keys."""

    store: Store

    async def list_page(self, page: PageRequest, filters: AlertFilters) -> PageOf[Alert]:
        """Return a page of the alerts that pass the filters, without their payload."""
        keyset = Keyset.read(page, filters.SORTS, filters)
        rows = (
            evolve(alert, payload=None)
            for alert in self.store.alerts.rows.values()
            if passes(alert, filters)
        )
        return keyset.cut(rows, lambda _: "")

    async def identities_of(self, incident_id: IncidentId) -> Sequence[AlertIdentity]:
        """Return the identities of the incident's alerts."""
        alerts = self.store.alerts.rows.values()
        return sorted({alert.identity for alert in alerts if alert.incident_id == incident_id})

    async def unreadable_page(
        self, page: PageRequest, filters: UnreadableSignalFilters
    ) -> PageOf[UnreadableSignalView]:
        """Return a page of what could not be understood."""
        keyset = Keyset.read(page, filters.SORTS, filters)
        signals = self.store.unreadable.rows.values()
        rows = (unreadable_signal_view(signal) for signal in signals if passes(signal, filters))
        return keyset.cut(rows, lambda _: "")

    async def refused_keys_page(
        self, page: PageRequest, filters: RefusedKeyFilters
    ) -> PageOf[RefusedKeyView]:
        """Return a page of the keys nobody has."""
        keyset = Keyset.read(page, filters.SORTS, filters)
        rows = (refused_key_view(key) for key in self.store.refused_keys.rows.values())
        return keyset.cut(rows, lambda _: "")
