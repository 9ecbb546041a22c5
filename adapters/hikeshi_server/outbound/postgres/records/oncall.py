"""The table of schedules."""

from typing import Any
from uuid import UUID

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
