"""Incidents and timelines listed from memory."""

from attrs import frozen

from hikeshi.flow.queries.keyset import Keyset
from hikeshi.incidents.queries import (
    IncidentFilters,
    IncidentView,
    TimelineEntryView,
    TimelineFilters,
    incident_view,
    timeline_entry_view,
)
from hikeshi.kernel.ids import IncidentId
from hikeshi.kernel.paging import PageOf, PageRequest
from hikeshi.memory.queries.passing import passes
from hikeshi.memory.store import Store


@frozen
class InMemoryIncidentQueries:
    """Lists incidents and their timelines."""

    store: Store

    async def list_page(self, page: PageRequest, filters: IncidentFilters) -> PageOf[IncidentView]:
        """Return a page of the incidents that pass the filters."""
        keyset = Keyset.read(page, filters.SORTS, filters)
        rows = (
            incident_view(incident)
            for incident in self.store.incidents.rows.values()
            if passes(incident, filters, besides={"assignee_id"})
            and (filters.assignee_id is None or filters.assignee_id in incident.assignee_ids)
        )
        by_severity = keyset.name == "severity"
        return keyset.cut(rows, lambda row: row.severity.value if by_severity else "")

    async def timeline_page(
        self, incident_id: IncidentId, page: PageRequest, filters: TimelineFilters
    ) -> PageOf[TimelineEntryView]:
        """Return a page of an incident's timeline."""
        keyset = Keyset.read(page, filters.SORTS, (incident_id, filters))
        rows = (
            timeline_entry_view(entry)
            for entry in self.store.timeline.rows.values()
            if entry.incident_id == incident_id and passes(entry, filters)
        )
        return keyset.cut(rows, lambda _: "")
