"""Journal, outbox and what holds for everybody, in memory."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from attrs import frozen

from hikeshi.audit.model.audit_entry import AuditEntry
from hikeshi.flow.applied_object import AppliedObject
from hikeshi.flow.directory import Organisation
from hikeshi.flow.work import OutboxRow
from hikeshi.memory.store import Store


@frozen
class InMemoryJournal:
    """Keeps the audit entries of a work."""

    store: Store

    async def append_many(self, entries: Sequence[AuditEntry]) -> None:
        """Write entries."""
        for entry in entries:
            self.store.journal.put(entry.id, entry)


@frozen
class InMemoryOutbox:
    """Keeps what follows after the commit until it has been done."""

    store: Store

    async def append_many(self, rows: Sequence[OutboxRow]) -> None:
        """Write rows."""
        last = self.store.counters.rows.get("outbox", 0)
        for number, row in enumerate(rows, start=last + 1):
            self.store.outbox.put(number, row)
        self.store.counters.put("outbox", last + len(rows))

    async def take(self, limit: int) -> Sequence[OutboxRow]:
        """Return the oldest rows and remove them with this work."""
        taken = sorted(self.store.outbox.rows.items())[:limit]
        for number, _ in taken:
            self.store.outbox.drop(number)
        return [row for _, row in taken]


@frozen
class InMemoryAppliedObjectRepository:
    """Keeps what files last made of objects."""

    store: Store

    async def list_all(self) -> Mapping[UUID, AppliedObject]:
        """Return all of them, by the object."""
        return dict(self.store.applied_objects.rows)

    async def save_many(self, objects: Sequence[AppliedObject]) -> None:
        """Write these in the place of those before."""
        for applied in objects:
            self.store.applied_objects.put(applied.object_id, applied)


@frozen
class InMemoryOrganisationRepository:
    """Keeps what holds for everybody."""

    store: Store

    async def get(self) -> Organisation:
        """Return it."""
        return self.store.organisation.rows.get("", Organisation())

    async def save(self, organisation: Organisation) -> None:
        """Write it."""
        self.store.organisation.put("", organisation)
        self.store.configuration_changed()
