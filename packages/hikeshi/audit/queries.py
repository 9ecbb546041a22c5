"""What is read of the journal, and the ports that list and follow it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar, Protocol
from uuid import UUID

from attrs import frozen

from hikeshi.audit.model.audit_entry import AuditEntry
from hikeshi.kernel.actor import ActorKind
from hikeshi.kernel.ids import AuditEntryId
from hikeshi.kernel.paging import PageOf, PageRequest


@frozen(kw_only=True)
class AuditEntryView:
    """A fact: who did what to which object, and which request asked for it."""

    id: AuditEntryId
    at: datetime
    actor_kind: ActorKind
    actor_id: UUID | None
    type: str
    object_id: UUID | None
    facts: Mapping[str, Any]
    request_id: str | None


@frozen(kw_only=True)
class AuditEntryFilters:
    """Which entries are wanted; nothing = all."""

    SORTS: ClassVar[tuple[str, ...]] = ("-at", "at")

    object_id: UUID | None = None
    actor_id: UUID | None = None
    type: str | None = None


class AuditQueries(Protocol):
    """Lists the journal without locking anything."""

    async def list_page(
        self, page: PageRequest, filters: AuditEntryFilters
    ) -> PageOf[AuditEntryView]:
        """Return a page of the entries that pass the filters."""
        ...


class JournalReader(Protocol):
    """Follows the journal by position: nothing is ever inserted before what was read."""

    async def read_after(self, position: int, limit: int) -> Sequence[AuditEntry]:
        """Return sealed entries beyond that position, in their order."""
        ...

    async def last_position(self) -> int:
        """Return the position of the newest sealed entry; 0 where there is none."""
        ...


def audit_entry_view(entry: AuditEntry) -> AuditEntryView:
    """Return the entry as those who may read the journal see it."""
    return AuditEntryView(
        id=entry.id,
        at=entry.at,
        actor_kind=entry.by.kind,
        actor_id=entry.by.id,
        type=entry.type,
        object_id=entry.object_id,
        facts=entry.facts,
        request_id=entry.request_id,
    )
