"""Tables of notices, and of the codes of contact methods."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from hikeshi_server.outbound.postgres.records.record import ROOMY, Record


class NoticeRecord(Record):
    """A message to one person that is no page; a code in it sealed."""

    __tablename__ = "notices"
    __table_args__ = (
        Index("notices_due", "due_at", "id", postgresql_where=text("status = 'pending'")),
        Index(
            "notices_lease_until", "lease_until", "id", postgresql_where=text("status = 'sending'")
        ),
        Index("notices_expires_at", "expires_at"),
        Index("notices_user_id_id", "user_id", "id"),
        Index("notices_user_id_topic_subject", "user_id", "topic", "subject", unique=True),
        {"postgresql_with": ROOMY},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID]
    topic: Mapped[str]
    subject: Mapped[str]
    facts: Mapped[dict[str, Any]]
    code: Mapped[str | None]
    contact_method_id: Mapped[UUID | None]
    kind: Mapped[str]
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    status: Mapped[str]
    outcome: Mapped[str | None]
    reason: Mapped[str]
    attempts: Mapped[int]
    sent_at: Mapped[datetime | None]
    lease_until: Mapped[datetime | None]


class VerificationRecord(Record):
    """The newest code of a contact method, digested."""

    __tablename__ = "verifications"

    contact_method_id: Mapped[UUID] = mapped_column(primary_key=True)
    digest: Mapped[str]
    expires_at: Mapped[datetime]
    tries: Mapped[int]
    sent_at: Mapped[list[datetime]]
