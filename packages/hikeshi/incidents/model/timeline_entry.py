"""What stands on an incident's timeline; append-only."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from attrs import field, frozen

from hikeshi.kernel.actor import Actor
from hikeshi.kernel.ids import IncidentId


@frozen(kw_only=True)
class TimelineEntry:
    """One thing that happened to an incident.

    Args:
        kind: The kind of event, such as `person.paged`.
        facts: What happened, as JSON builtins.
    """

    id: UUID
    incident_id: IncidentId
    at: datetime
    by: Actor
    kind: str
    facts: Mapping[str, Any] = field(factory=dict)
