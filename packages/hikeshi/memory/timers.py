"""Which incident's plan comes due next, without looking at all of them."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from heapq import heapify, heappop, heappush

from attrs import define, field

from hikeshi.incidents.model.incident import Incident
from hikeshi.incidents.model.timer import TimerKind
from hikeshi.kernel.ids import IncidentId

Entry = tuple[datetime, int, TimerKind, IncidentId]


@define
class PlannedTimers:
    """First plans by (due, incident, kind); what has changed meanwhile is passed when met.

    Args:
        incidents: All incidents, as they are now.
        stale: The entries say nothing any more and are made anew at the next look.
    """

    incidents: Mapping[IncidentId, Incident]
    stale: bool = True
    _heap: list[Entry] = field(factory=list)

    def plan(self, incident: Incident) -> None:
        """Take in an incident as it is now."""
        entry = _entry(incident)
        if entry is not None and not self.stale:
            heappush(self._heap, entry)

    def first(self) -> datetime | None:
        """Return when the next plan is due."""
        self._drop_changed()
        return self._heap[0][0] if self._heap else None

    def due(self, now: datetime, limit: int) -> list[IncidentId]:
        """Return incidents whose first plan is due at `now`, in order."""
        met: list[Entry] = []
        self._drop_changed()
        while self._heap and self._heap[0][0] <= now and len(met) < limit:
            entry = heappop(self._heap)
            met.append(entry)
            while self._heap and self._heap[0] == entry:
                heappop(self._heap)
            self._drop_changed()
        for entry in met:
            heappush(self._heap, entry)
        return [entry[3] for entry in met]

    def _drop_changed(self) -> None:
        if self.stale:
            self._heap = list(self._entries())
            heapify(self._heap)
            self.stale = False
        while self._heap:
            incident = self.incidents.get(self._heap[0][3])
            if incident is not None and _entry(incident) == self._heap[0]:
                return
            heappop(self._heap)

    def _entries(self) -> Iterator[Entry]:
        for incident in self.incidents.values():
            entry = _entry(incident)
            if entry is not None:
                yield entry


def _entry(incident: Incident) -> Entry | None:
    if incident.next_plan_at is None:
        return None
    plan = incident.plans[0]
    return (plan.due_at, incident.number, plan.kind, incident.id)
