"""Incidents, their timeline and the escalation policies in memory."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from attrs import frozen

from hikeshi.incidents.model.escalation_policy import EscalationPolicy
from hikeshi.incidents.model.incident import Incident, IncidentStatus
from hikeshi.incidents.model.timeline_entry import TimelineEntry
from hikeshi.incidents.model.turns import TurnPlace
from hikeshi.incidents.ports import OpenGroup
from hikeshi.kernel.ids import EscalationPolicyId, IncidentId, ServiceId
from hikeshi.memory.documents import InMemoryDocuments
from hikeshi.memory.store import Store


@frozen
class InMemoryIncidentRepository:
    """Keeps incidents with their escalation and timers."""

    store: Store

    async def next_numbers(self, count: int) -> Sequence[int]:
        """Return that many unused incident numbers, ascending."""
        last = self.store.counters.rows.get("incident", 0)
        self.store.counters.put("incident", last + count)
        return range(last + 1, last + count + 1)

    async def add_many(self, incidents: Sequence[Incident]) -> None:
        """Write new incidents."""
        for incident in incidents:
            self._put(incident)

    async def get_many(self, ids: Iterable[IncidentId]) -> Mapping[IncidentId, Incident]:
        """Return those that exist."""
        return self.store.incidents.pick(ids)

    async def lock_many(
        self, ids: Iterable[IncidentId], *, skip_locked: bool = False
    ) -> Mapping[IncidentId, Incident]:
        """Return those that exist; one work at a time needs no lock."""
        del skip_locked
        return self.store.incidents.pick(ids)

    async def save_many(self, changes: Sequence[tuple[Incident, Incident]]) -> None:
        """Write locked incidents."""
        for _, incident in changes:
            self._put(incident)

    async def statuses(self, ids: Iterable[IncidentId]) -> Mapping[IncidentId, IncidentStatus]:
        """Return the statuses of those that exist."""
        return {found.id: found.status for found in self.store.incidents.pick(ids).values()}

    def _put(self, incident: Incident) -> None:
        self.store.incidents.put(incident.id, incident)
        self.store.timers.plan(incident)


@frozen
class InMemoryIncidentTimers:
    """Finds the incidents whose time has come."""

    store: Store

    async def due(self, now: datetime, limit: int) -> Sequence[IncidentId]:
        """Return incidents with a timer due at `now`, in the order it was planned."""
        return self.store.timers.due(now, limit)

    async def next_due_at(self) -> datetime | None:
        """Return when the next timer is due."""
        return self.earliest()

    def earliest(self) -> datetime | None:
        """Return the same at once, for who looks often and has nothing to wait for."""
        return self.store.timers.first()


@frozen
class InMemoryIncidentGroups:
    """Finds the open incident of a group of alerts."""

    store: Store

    async def lock_open(
        self, groups: Iterable[tuple[ServiceId, str]]
    ) -> Mapping[tuple[ServiceId, str], OpenGroup]:
        """Return the open incidents of these groups, the newest of each."""
        wanted = set(groups)
        found: dict[tuple[ServiceId, str], OpenGroup] = {}
        for incident in self.store.incidents.rows.values():
            if incident.service_id is None or incident.group_key is None:
                continue
            group = (incident.service_id, incident.group_key)
            if group in wanted and incident.status.is_open:
                found[group] = OpenGroup(incident.id, incident.created_at)
        return found


@frozen
class InMemoryTimeline:
    """Keeps what happened to incidents."""

    store: Store

    async def append_many(self, entries: Sequence[TimelineEntry]) -> None:
        """Write entries."""
        for entry in entries:
            self.store.timeline.put(entry.id, entry)

    async def of_incident(self, incident_id: IncidentId) -> Sequence[TimelineEntry]:
        """Return the incident's entries in the order they happened."""
        return [
            entry for entry in self.store.timeline.rows.values() if entry.incident_id == incident_id
        ]


@frozen
class InMemoryTurnRepository:
    """Keeps whose turn it is on steps that page one target after the other."""

    store: Store

    async def lock_many(self, places: Iterable[TurnPlace]) -> Mapping[TurnPlace, int]:
        """Return the turn of each place; one work at a time needs no lock."""
        return {place: self.store.turns.rows.get(place, 0) for place in places}

    async def save_many(self, turns: Mapping[TurnPlace, int]) -> None:
        """Write the turns."""
        for place, turn in turns.items():
            self.store.turns.put(place, turn)


class InMemoryEscalationPolicyRepository(InMemoryDocuments[EscalationPolicyId, EscalationPolicy]):
    """Keeps escalation policies and every version they ever had."""

    async def save_many(self, objects: Sequence[EscalationPolicy]) -> None:
        """Write these and remember the version."""
        await super().save_many(objects)
        for policy in objects:
            self.store.policy_versions.put((policy.id, policy.version), policy)

    async def get_versions(
        self, versions: Iterable[tuple[EscalationPolicyId, int]]
    ) -> Mapping[tuple[EscalationPolicyId, int], EscalationPolicy]:
        """Return those versions that exist."""
        return self.store.policy_versions.pick(versions)
