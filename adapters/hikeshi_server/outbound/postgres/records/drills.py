"""The tables of drills, of when they run, and of what they showed."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from hikeshi_server.outbound.postgres.records.record import Record


class DrillRecord(Record):
    """A drill as people configured it."""

    __tablename__ = "drills"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    key: Mapped[str] = mapped_column(unique=True)
    team_id: Mapped[UUID | None] = mapped_column(index=True)
    document: Mapped[dict[str, Any]]


class DrillTimerRecord(Record):
    """When a drill runs by itself next; no row where it does not."""

    __tablename__ = "drill_timers"

    drill_id: Mapped[UUID] = mapped_column(primary_key=True)
    next_run_at: Mapped[datetime] = mapped_column(index=True)


class DrillRunRecord(Record):
    """What one run of a drill showed about one person; it outlives the drill."""

    __tablename__ = "drill_runs"
    __table_args__ = (
        Index("drill_runs_drill_id_id", "drill_id", "id"),
        Index("drill_runs_user_id_id", "user_id", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    drill_id: Mapped[UUID]
    user_id: Mapped[UUID | None]
    incident_id: Mapped[UUID | None] = mapped_column(unique=True)
    via: Mapped[str]
    started_at: Mapped[datetime]
    acknowledge_by: Mapped[datetime]
    outcome: Mapped[str]
    ended_at: Mapped[datetime | None]
    channel: Mapped[str | None]
    reason: Mapped[str]
