"""What the console needs of the world beside the units of work and the lists of the domains."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from hikeshi.incidents.model.incident import Incident
from hikeshi.kernel.ids import IncidentId, NotificationId, UserId


class ConsoleQueries(Protocol):
    """Reads what whole pages show; each method is one statement and locks nothing."""

    async def open_incidents(self, limit: int) -> Sequence[Incident]:
        """Return open incidents: unanswered ones first, then the worst, then the oldest."""
        ...

    async def incident_of_number(self, number: int) -> Incident | None:
        """Return the incident people call by that number."""
        ...


class PersonalLink(Protocol):
    """What an acknowledge link allows: this person may acknowledge this, one or a bundle."""

    @property
    def incident_id(self) -> IncidentId | None:
        """Which incident, where it is one."""
        ...

    @property
    def bundle_id(self) -> NotificationId | None:
        """Which message's incidents, where there are several."""
        ...

    @property
    def user_id(self) -> UserId:
        """Which person."""
        ...


class ReadToken(Protocol):
    """Reads the token of an acknowledge link."""

    def __call__(self, token: str, now: datetime) -> PersonalLink:
        """Return what it allows.

        Raises:
            ForbiddenError: It was not made here, was changed, or is too old at `now`.
        """
        ...
