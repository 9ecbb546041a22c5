"""Incidents and timelines listed from PostgreSQL: one statement a page.

Identities are UUIDv7, so the order of creation is the order of identities.
"""

from collections.abc import Sequence

from attrs import frozen

from hikeshi.flow.queries.keyset import Keyset
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
from hikeshi.kernel.ids import EscalationPolicyId, IncidentId
from hikeshi.kernel.paging import PageOf, PageRequest
from hikeshi_server.outbound.postgres.incident_rows import to_incident
from hikeshi_server.outbound.postgres.queries.selection import Reader, Selection
from hikeshi_server.outbound.postgres.timeline import to_entry

# Timers do not show in lists.
_INCIDENTS = """
SELECT i.*, e.policy_id, e.policy_version, e.step, e.round, e.epoch, e.next_step_at,
  e.waiting_until, e.giver, e.exhausted, e.paged_since_acknowledged, e.paged, e.assignee_ids,
  NULL::text[] AS kinds, NULL::timestamptz[] AS due_ats, NULL::bigint[] AS epochs
FROM incidents i JOIN escalations e ON e.incident_id = i.id"""
#: Open incidents are few and have an index of their own.
_OPEN_OF_POLICIES = f"""{_INCIDENTS}
WHERE i.status IN ('triggered', 'acknowledged', 'mitigated')
  AND i.escalation_policy_id = ANY($1::uuid[])
ORDER BY i.severity, i.id LIMIT $2
"""
#: Everybody it was ever assigned to is found by an index; whose it is now stands on the incident.
_ASSIGNED = """i.id IN (SELECT incident_id FROM assignments WHERE user_id = {0})
  AND {0} = ANY(e.assignee_ids)"""

#: Of storms a minute counts once; an index of their own finds pages by their instant.
_PAGES = """
SELECT (t.facts->>'user_id')::uuid AS user_id, min(t.at) AS at, count(*) AS count
FROM timeline_entries t
WHERE t.kind = 'person.paged' AND t.at >= $1 AND t.at < $2
  AND ($3::uuid IS NULL
    OR EXISTS (SELECT FROM incidents i WHERE i.id = t.incident_id AND i.team_id = $3::uuid))
  AND t.facts->>'why' IS DISTINCT FROM 'drill'
  AND ($4::text IS NULL OR t.facts->>'via' = $4::text)
GROUP BY 1, date_trunc('minute', t.at) ORDER BY 1, 2
"""


@frozen
class PostgresIncidentQueries:
    """Lists incidents and their timelines."""

    _reader: Reader

    async def list_page(self, page: PageRequest, filters: IncidentFilters) -> PageOf[IncidentView]:
        """Return a page of the incidents that pass the filters."""
        keyset = Keyset.read(page, filters.SORTS, filters)
        by_severity = keyset.name == "severity"
        wanted = (
            Selection(_INCIDENTS, "i.id")
            .where("i.status = ANY({}::text[])", _texts(filters.status))
            .where("i.severity = ANY({}::text[])", _texts(filters.severity))
            .where("i.service_id = {}", filters.service_id)
            .where("i.team_id = {}", filters.team_id)
            .where("i.urgency = {}", filters.urgency)
            .where("(i.drill_id IS NOT NULL) = {}", filters.drill)
            .where(_ASSIGNED, filters.assignee_id)
        )
        statement = wanted.page(keyset, "i.severity" if by_severity else None)
        rows = await self._reader.rows(statement, *wanted.values)
        views = [incident_view(to_incident(row)) for row in rows]
        return keyset.page(views, lambda view: view.severity.value if by_severity else "")

    async def timeline_page(
        self, incident_id: IncidentId, page: PageRequest, filters: TimelineFilters
    ) -> PageOf[TimelineEntryView]:
        """Return a page of an incident's timeline."""
        keyset = Keyset.read(page, filters.SORTS, (incident_id, filters))
        wanted = (
            Selection("SELECT * FROM timeline_entries")
            .where("incident_id = {}", incident_id)
            .where("kind = {}", filters.kind)
        )
        rows = await self._reader.rows(wanted.page(keyset), *wanted.values)
        return keyset.page([timeline_entry_view(to_entry(row)) for row in rows], lambda _: "")

    async def open_of_policies(
        self, policy_ids: Sequence[EscalationPolicyId], limit: int
    ) -> Sequence[IncidentView]:
        """Return the open incidents of these policies, the worst first, then the oldest."""
        rows = await self._reader.rows(_OPEN_OF_POLICIES, list(policy_ids), limit)
        return [incident_view(to_incident(row)) for row in rows]

    async def count_pages(self, filters: PageFilters) -> Sequence[PagesOfMinute]:
        """Return how often people were paged, by person, then minute."""
        given = (filters.since, filters.until, filters.team_id, filters.via)
        rows = await self._reader.rows(_PAGES, *given)
        return [PagesOfMinute(**row) for row in rows]


def _texts(values: tuple[str, ...] | None) -> list[str] | None:
    return None if values is None else [str(value) for value in values]
