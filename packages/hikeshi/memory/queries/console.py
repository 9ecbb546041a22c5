"""What the console's pages show, read from memory."""

from collections.abc import Sequence

from attrs import frozen

from hikeshi.incidents.model.incident import Incident, IncidentStatus
from hikeshi.memory.store import Store


@frozen
class InMemoryConsoleQueries:
    """Reads what whole pages show."""

    store: Store

    async def open_incidents(self, limit: int) -> Sequence[Incident]:
        """Return open incidents: unanswered ones first, then the worst, then the oldest."""
        found = [
            i for i in self.store.incidents.rows.values() if i.status.is_open and not i.is_drill
        ]
        found.sort(key=lambda i: (i.status is not IncidentStatus.TRIGGERED, i.severity, i.number))
        return found[:limit]

    async def incident_of_number(self, number: int) -> Incident | None:
        """Return the incident people call by that number."""
        found = (i for i in self.store.incidents.rows.values() if i.number == number)
        return next(found, None)
