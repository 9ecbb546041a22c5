"""Tables of the journal: entries as bytes nobody changes, and the seals over them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Identity, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hikeshi_server.outbound.postgres.records.record import Record


class AuditEntryRecord(Record):
    """A fact; `body` is what is sealed, the other columns only find it.

    Rows are never updated: the position of an entry follows from the seal that holds it.
    """

    __tablename__ = "audit_entries"
    __table_args__ = (Index("audit_entries_object_id_id", "object_id", "id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_kind: Mapped[str]
    actor_id: Mapped[UUID | None]
    type: Mapped[str]
    object_id: Mapped[UUID | None]
    request_id: Mapped[str | None]
    body: Mapped[bytes]


class AuditBatchRecord(Record):
    """The entries of one work that are not sealed yet; gone once they are."""

    __tablename__ = "audit_batches"

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    entry_ids: Mapped[list[UUID]]


class AuditSealRecord(Record):
    """A seal over entries `first_position` to `last_position`, in the order of `entry_ids`."""

    __tablename__ = "audit_seals"
    __table_args__ = (UniqueConstraint("last_position"),)

    no: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sealed_at: Mapped[datetime]
    first_position: Mapped[int]
    last_position: Mapped[int]
    entry_ids: Mapped[list[UUID]]
    digest: Mapped[bytes]
    previous: Mapped[bytes]
    signature: Mapped[bytes]
