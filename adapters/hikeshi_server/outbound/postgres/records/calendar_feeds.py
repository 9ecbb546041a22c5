"""Table of the secret addresses of calendars."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from hikeshi_server.outbound.postgres.records.record import ROOMY, Record


class CalendarFeedRecord(Record):
    """A calendar feed; of its secret only the digest is kept."""

    __tablename__ = "calendar_feeds"
    __table_args__ = ({"postgresql_with": ROOMY},)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(index=True)
    schedule_id: Mapped[UUID | None]
    person_id: Mapped[UUID | None] = mapped_column(index=True)
    prefix: Mapped[str]
    digest: Mapped[bytes] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    last_read_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
