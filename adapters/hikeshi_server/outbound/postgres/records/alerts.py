"""Tables of alerts, routes and groupings.

The hot tables carry no foreign keys. They are not partitioned yet: every primary key begins with or
is a UUIDv7, so that range partitions can be put under them by a later migration.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hikeshi_server.outbound.postgres.records.record import ROOMY, Record


class AlertIdentityRecord(Record):
    """What batches lock before they read: one row for every identity ever seen.

    `alert_id` is the firing alert, nothing while none fires; `ended_episode` the firing that ended
    last, where the sender names them. `quiet_since` says when an alert ended last; it says nothing
    while one fires.
    """

    __tablename__ = "alert_identities"
    __table_args__ = ({"postgresql_with": ROOMY},)

    integration_id: Mapped[UUID] = mapped_column(primary_key=True)
    dedup_key: Mapped[str] = mapped_column(primary_key=True)
    alert_id: Mapped[UUID | None]
    ended_episode: Mapped[str | None]
    quiet_since: Mapped[datetime | None]


class AlertRecord(Record):
    """An alert without its payload, since repetitions write this row again and again."""

    __tablename__ = "alerts"
    __table_args__ = (
        Index("alerts_incident_id_status", "incident_id", "status"),
        {"postgresql_with": ROOMY},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    incident_id: Mapped[UUID]
    integration_id: Mapped[UUID]
    service_id: Mapped[UUID | None]
    dedup_key: Mapped[str]
    severity: Mapped[str]
    title: Mapped[str]
    first_seen_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    status: Mapped[str]
    source: Mapped[str]
    labels: Mapped[dict[str, Any]]
    annotations: Mapped[dict[str, Any]]
    count: Mapped[int]
    resolved_at: Mapped[datetime | None]
    episode: Mapped[str | None]
    suppressed_since: Mapped[datetime | None]

    payload: Mapped["AlertPayloadRecord | None"] = relationship(
        primaryjoin="AlertRecord.id == foreign(AlertPayloadRecord.alert_id)",
        uselist=False,
        lazy="raise",
        viewonly=True,
    )


class AlertPayloadRecord(Record):
    """The first trigger's message; written once, absent where there was none."""

    __tablename__ = "alert_payloads"

    alert_id: Mapped[UUID] = mapped_column(primary_key=True)
    payload: Mapped[Any] = mapped_column(JSONB())


class SuppressedAlertRecord(Record):
    """A firing alert nobody is told of, and when it is looked at again; nothing = on a change."""

    __tablename__ = "suppressed_alerts"

    alert_id: Mapped[UUID] = mapped_column(primary_key=True)
    integration_id: Mapped[UUID]
    dedup_key: Mapped[str]
    since: Mapped[datetime]
    due_at: Mapped[datetime | None] = mapped_column(index=True)


class SilenceRecord(Record):
    """A silence, whole in `document`."""

    __tablename__ = "silences"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    document: Mapped[dict[str, Any]]


class MaintenanceWindowRecord(Record):
    """A maintenance window, whole in `document`; a key is unique, and optional."""

    __tablename__ = "maintenance_windows"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    key: Mapped[str | None] = mapped_column(unique=True)
    document: Mapped[dict[str, Any]]


class UnreadableSignalRecord(Record):
    """A message that could not be understood."""

    __tablename__ = "unreadable_signals"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    integration_id: Mapped[UUID]
    received_at: Mapped[datetime]
    body: Mapped[bytes]
    reason: Mapped[str]


class RefusedKeyRecord(Record):
    """A key nobody has; at most a thousand of them."""

    __tablename__ = "refused_keys"
    __table_args__ = (Index("refused_keys_last_seen_at_id", "last_seen_at", "id"),)

    digest: Mapped[bytes] = mapped_column(primary_key=True)
    id: Mapped[UUID]
    hint: Mapped[str]
    length: Mapped[int]
    door: Mapped[str]
    address: Mapped[str]
    times: Mapped[int]
    first_seen_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]


class RouteRecord(Record):
    """An entry of the ordered list of routes."""

    __tablename__ = "routes"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    service_id: Mapped[UUID] = mapped_column(index=True)
    document: Mapped[dict[str, Any]]


class GroupingRecord(Record):
    """How one service groups its alerts."""

    __tablename__ = "groupings"

    service_id: Mapped[UUID] = mapped_column(primary_key=True)
    document: Mapped[dict[str, Any]]
