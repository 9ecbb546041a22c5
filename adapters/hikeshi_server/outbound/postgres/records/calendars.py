"""The tables of calendars elsewhere that are read."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from hikeshi_server.outbound.postgres.records.record import Record


class SubscribedCalendarRecord(Record):
    """A calendar elsewhere that is read; where it is, is sealed."""

    __tablename__ = "subscribed_calendars"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    user_id: Mapped[UUID | None] = mapped_column(index=True)
    holiday_set_id: Mapped[UUID | None] = mapped_column(unique=True)
    secrets: Mapped[list[str]]
    document: Mapped[dict[str, Any]]


class CalendarReadingRecord(Record):
    """How the reading of a subscribed calendar goes: when it is due, and what came of it."""

    __tablename__ = "calendar_readings"

    calendar_id: Mapped[UUID] = mapped_column(primary_key=True)
    due_at: Mapped[datetime] = mapped_column(index=True)
    lease_until: Mapped[datetime | None]
    attempt: Mapped[int]
    etag: Mapped[str]
    last_modified: Mapped[str]
    tried_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]
    expanded_at: Mapped[datetime | None]
    failing_since: Mapped[datetime | None]
    failures: Mapped[int]
    reason: Mapped[str]
    events: Mapped[int]
    left_out: Mapped[int]
