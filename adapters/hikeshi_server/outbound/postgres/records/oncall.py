"""The tables of schedules, swaps and unavailabilities."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from hikeshi_server.outbound.postgres.records.record import Record


class ScheduleRecord(Record):
    """A schedule, whole in `document`: layers, overrides, revisions."""

    __tablename__ = "schedules"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    key: Mapped[str] = mapped_column(unique=True)
    team_id: Mapped[UUID | None] = mapped_column(index=True)
    document: Mapped[dict[str, Any]]


class ScheduleVersionRecord(Record):
    """What was known of a schedule from an instant on, without overrides that were over."""

    __tablename__ = "schedule_versions"

    schedule_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    saved_at: Mapped[datetime]
    document: Mapped[dict[str, Any]]


class SwapRecord(Record):
    """A swap, whole in `document`; an expired one still says what it was."""

    __tablename__ = "swaps"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    schedule_id: Mapped[UUID]
    giver_id: Mapped[UUID] = mapped_column(index=True)
    asked_id: Mapped[UUID | None] = mapped_column(index=True)
    taker_id: Mapped[UUID | None] = mapped_column(index=True)
    status: Mapped[str]
    end_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    document: Mapped[dict[str, Any]]

    __table_args__ = (Index(None, "schedule_id", "end_at"),)


class UnavailabilityRecord(Record):
    """When somebody cannot be on call, whole in `document`, with its widest bounds."""

    __tablename__ = "unavailabilities"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    user_id: Mapped[UUID]
    start_at: Mapped[datetime]
    end_at: Mapped[datetime]
    document: Mapped[dict[str, Any]]

    __table_args__ = (Index(None, "user_id", "end_at"),)
