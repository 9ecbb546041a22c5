"""Tables that belong to no single domain: outbox, idempotency, organisation, the instance."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Identity, text
from sqlalchemy.orm import Mapped, mapped_column

from hikeshi_server.outbound.postgres.records.record import Record


class OutboxRecord(Record):
    """What follows after the commit, until it has been done."""

    __tablename__ = "outbox"

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    consequence: Mapped[str]
    type: Mapped[str]
    event: Mapped[dict[str, Any]]


class IdempotencyKeyRecord(Record):
    """The answer to a request that may be repeated."""

    __tablename__ = "idempotency_keys"

    actor: Mapped[str] = mapped_column(primary_key=True)
    route: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[bytes]
    status: Mapped[int | None]
    body: Mapped[bytes | None]
    created_at: Mapped[datetime] = mapped_column(index=True)


class OrganisationRecord(Record):
    """What holds for everybody: one row."""

    __tablename__ = "organisation"
    __table_args__ = (CheckConstraint("singleton", name="one_row"),)

    singleton: Mapped[bool] = mapped_column(primary_key=True, server_default=text("true"))
    document: Mapped[dict[str, Any]]


class AppliedObjectRecord(Record):
    """An object as files last left it."""

    __tablename__ = "applied_objects"

    object_id: Mapped[UUID] = mapped_column(primary_key=True)
    digest: Mapped[str]
    at: Mapped[datetime]


class ConfigurationRevisionRecord(Record):
    """Changed once by every work that changes the configuration: one row.

    `nonce` tells apart two histories that went through the same number after a restore.
    """

    __tablename__ = "configuration_revision"
    __table_args__ = (CheckConstraint("singleton", name="one_row"),)

    singleton: Mapped[bool] = mapped_column(primary_key=True, server_default=text("true"))
    revision: Mapped[int]
    nonce: Mapped[UUID]


class InstanceRecord(Record):
    """Who this database believes to be, and whether it holds back what it would send: one row."""

    __tablename__ = "instance"
    __table_args__ = (CheckConstraint("singleton", name="one_row"),)

    singleton: Mapped[bool] = mapped_column(primary_key=True, server_default=text("true"))
    identity: Mapped[UUID]
    public_url: Mapped[str]
    last_seen_at: Mapped[datetime]
    hold_reason: Mapped[str | None]
    held_at: Mapped[datetime | None]
    released_at: Mapped[datetime | None]
    released_by: Mapped[UUID | None]


class SchemaFloorRecord(Record):
    """The newest migration a release has to know to work on this schema: one row."""

    __tablename__ = "schema_floor"
    __table_args__ = (CheckConstraint("singleton", name="one_row"),)

    singleton: Mapped[bool] = mapped_column(primary_key=True, server_default=text("true"))
    revision: Mapped[str]
