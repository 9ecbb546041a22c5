"""Tables of notifications, delivery attempts and personal rules."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hikeshi_server.outbound.postgres.records.record import ROOMY, Record

DEAD_LETTER = text(
    "purpose = 'page' AND (outcome = 'permanent' OR (outcome = 'expired' AND reason = 'deadline'))"
)
#: One nobody has taken off the list; the index of dead letters finds these, too.
LISTED = f"({DEAD_LETTER.text}) AND discarded_at IS NULL"
#: What has come to an end by an attempt: the proof of a contact method, or the contrary.
ENDED = text("status IN ('sent', 'failed')")


class NotificationRecord(Record):
    """One planned way to tell one person about one page."""

    __tablename__ = "notifications"
    __table_args__ = (
        Index("notifications_due", "due_at", "id", postgresql_where=text("status = 'pending'")),
        Index(
            "notifications_lease_until",
            "lease_until",
            "id",
            postgresql_where=text("status = 'sending'"),
        ),
        Index("notifications_incident_id_id", "incident_id", "id"),
        Index(
            "notifications_bundle_id", "bundle_id", postgresql_where=text("bundle_id IS NOT NULL")
        ),
        Index(
            "notifications_contact_method_id_planned_at",
            "contact_method_id",
            "planned_at",
            postgresql_where=ENDED,
        ),
        Index("notifications_dead_letters", "id", postgresql_where=DEAD_LETTER),
        {"postgresql_with": ROOMY},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    incident_id: Mapped[UUID]
    user_id: Mapped[UUID]
    contact_method_id: Mapped[UUID | None]
    kind: Mapped[str]
    urgency: Mapped[str]
    created_at: Mapped[datetime]
    planned_at: Mapped[datetime]
    due_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    step: Mapped[int | None]
    round: Mapped[int]
    purpose: Mapped[str]
    status: Mapped[str]
    outcome: Mapped[str | None]
    reason: Mapped[str]
    attempts: Mapped[int]
    sent_at: Mapped[datetime | None]
    lease_until: Mapped[datetime | None]
    is_fallback: Mapped[bool]
    service_id: Mapped[UUID | None]
    bundles: Mapped[bool] = mapped_column(server_default=text("false"))
    bundle_id: Mapped[UUID | None]
    discarded_at: Mapped[datetime | None]

    delivery_attempts: Mapped[list["DeliveryAttemptRecord"]] = relationship(
        primaryjoin="NotificationRecord.id == foreign(DeliveryAttemptRecord.notification_id)",
        order_by="DeliveryAttemptRecord.id",
        lazy="raise",
        viewonly=True,
    )


class NotificationPaceRecord(Record):
    """The window of a place: what went there lately."""

    __tablename__ = "notification_paces"

    contact_method_id: Mapped[UUID] = mapped_column(primary_key=True)
    purpose: Mapped[str] = mapped_column(primary_key=True)
    opened_at: Mapped[datetime]
    messages: Mapped[int]
    early_at: Mapped[datetime | None]
    service_ids: Mapped[list[UUID]]


class DeliveryAttemptRecord(Record):
    """One attempt, with the provider's evidence."""

    __tablename__ = "delivery_attempts"
    __table_args__ = ({"postgresql_with": ROOMY},)

    notification_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    incident_id: Mapped[UUID]
    number: Mapped[int]
    started_at: Mapped[datetime]
    worker: Mapped[str]
    finished_at: Mapped[datetime | None]
    outcome: Mapped[str | None]
    reason: Mapped[str]
    evidence: Mapped[dict[str, Any]]


class NotificationRuleRecord(Record):
    """A personal rule."""

    __tablename__ = "notification_rules"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    user_id: Mapped[UUID] = mapped_column(index=True)
    document: Mapped[dict[str, Any]]
