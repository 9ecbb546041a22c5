"""Incidents and timelines listed from memory."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby
from uuid import UUID

from attrs import frozen

from hikeshi.flow.queries.keyset import Keyset
from hikeshi.incidents.model.timeline_entry import TimelineEntry
from hikeshi.incidents.queries import (
    IncidentFilters,
    IncidentView,
    PageFilters,
    PagesOfMinute,
    TimelineEntryView,
    TimelineFilters,
    incident_view,
    timeline_entry_view,
)
from hikeshi.kernel.ids import EscalationPolicyId, IncidentId, UserId
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
            if passes(incident, filters, besides={"assignee_id", "drill"})
            and filters.drill in {None, incident.is_drill}
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

    async def open_of_policies(
        self, policy_ids: Sequence[EscalationPolicyId], limit: int
    ) -> Sequence[IncidentView]:
        """Return the open incidents of these policies, the worst first, then the oldest."""
        found = [
            incident_view(incident)
            for incident in self.store.incidents.rows.values()
            if incident.status.is_open and incident.escalation_policy_id in policy_ids
        ]
        return sorted(found, key=lambda view: (view.severity, view.id))[:limit]

    async def count_pages(self, filters: PageFilters) -> Sequence[PagesOfMinute]:
        """Return how often people were paged, by person, then minute."""
        found = sorted((_person(entry), entry.at) for entry in self._pages(filters))
        return [
            PagesOfMinute(user_id=user_id, at=(each := list(group))[0][1], count=len(each))
            for (user_id, _), group in groupby(found, key=lambda row: (row[0], _minute(row[1])))
        ]

    def _pages(self, filters: PageFilters) -> Iterable[TimelineEntry]:
        for entry in self.store.timeline.rows.values():
            incident = self.store.incidents.rows.get(entry.incident_id)
            if incident is not None and incident.is_drill:
                continue
            team_id = incident.team_id if incident is not None else None
            if (
                entry.kind == "person.paged"
                and filters.since <= entry.at < filters.until
                and filters.team_id in {None, team_id}
                and filters.via in {None, entry.facts.get("via")}
            ):
                yield entry


def _person(entry: TimelineEntry) -> UserId:
    return UserId(UUID(str(entry.facts["user_id"])))


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)
