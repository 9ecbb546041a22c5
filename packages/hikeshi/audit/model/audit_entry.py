"""One entry of the journal: a fact in its canonical bytes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from attrs import field, frozen

from hikeshi.kernel.actor import Actor
from hikeshi.kernel.ids import AuditEntryId


@frozen(kw_only=True)
class AuditEntry:
    """A fact: who did what to which object.

    Args:
        id: Identity of the event it records.
        type: The kind of event, such as `incident.acknowledged`.
        object_id: The object it is about, where there is one.
        facts: What happened, as JSON builtins.
        request_id: The request that asked for it, where there was one.
        position: Its place in the journal; nothing until it is sealed.
    """

    id: AuditEntryId
    at: datetime
    by: Actor
    type: str
    object_id: UUID | None = None
    facts: Mapping[str, Any] = field(factory=dict)
    request_id: str | None = None
    position: int | None = None
