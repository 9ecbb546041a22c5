"""Tables of subscriptions, how far each has been told, and their messages."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from hikeshi_server.outbound.postgres.records.record import ROOMY, Record


class SubscriptionRecord(Record):
    """A program elsewhere that is told what happens; its signing secrets sealed, newest first."""

    __tablename__ = "subscriptions"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    active: Mapped[bool]
    secrets: Mapped[list[str]]
    document: Mapped[dict[str, Any]]


class SubscriptionProgressRecord(Record):
    """How far a subscription has been told, and since when nothing reaches it."""

    __tablename__ = "subscription_progress"
    __table_args__ = ({"postgresql_with": ROOMY},)

    subscription_id: Mapped[UUID] = mapped_column(primary_key=True)
    position: Mapped[int]
    failing_since: Mapped[datetime | None]


class SubscriptionMessageRecord(Record):
    """One fact on its way to one subscription."""

    __tablename__ = "subscription_messages"
    __table_args__ = (
        Index(
            "subscription_messages_due", "due_at", "id", postgresql_where=text("status = 'pending'")
        ),
        Index(
            "subscription_messages_lease_until",
            "lease_until",
            "id",
            postgresql_where=text("status = 'sending'"),
        ),
        Index("subscription_messages_subscription_id_id", "subscription_id", "id"),
        Index(
            "subscription_messages_finished_at",
            "finished_at",
            postgresql_where=text("finished_at IS NOT NULL"),
        ),
        {"postgresql_with": ROOMY},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    subscription_id: Mapped[UUID]
    position: Mapped[int]
    type: Mapped[str]
    body: Mapped[str]
    created_at: Mapped[datetime]
    tried_since: Mapped[datetime]
    due_at: Mapped[datetime]
    status: Mapped[str]
    attempts: Mapped[int]
    lease_until: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    reason: Mapped[str]
