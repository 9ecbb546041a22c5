"""Tables of what goes through providers, and which of them rest."""

from datetime import date, datetime

from sqlalchemy.orm import Mapped, mapped_column

from hikeshi_server.outbound.postgres.records.record import Record


class ProviderUsageRecord(Record):
    """How much went through a provider on one UTC day."""

    __tablename__ = "provider_usage"

    provider: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    messages: Mapped[int]


class ProviderCallbackRecord(Record):
    """A callback that was taken in, so that the same one again does nothing."""

    __tablename__ = "provider_callbacks"

    provider: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)


class ProviderRestRecord(Record):
    """A provider that gets a rest at a worker, as that worker last said it."""

    __tablename__ = "provider_rests"

    worker: Mapped[str] = mapped_column(primary_key=True)
    provider: Mapped[str] = mapped_column(primary_key=True)
    seen_at: Mapped[datetime]
