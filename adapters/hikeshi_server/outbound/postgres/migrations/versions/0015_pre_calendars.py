"""Calendars elsewhere that are read, and how that goes."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0015_pre_calendars"
down_revision: str | None = "0014_pre_server_keys"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Change the schema."""
    op.create_table(
        "subscribed_calendars",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("holiday_set_id", sa.Uuid(), nullable=True),
        sa.Column("secrets", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("document", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("subscribed_calendars_pkey")),
        sa.UniqueConstraint("holiday_set_id", name=op.f("subscribed_calendars_holiday_set_id_key")),
    )
    op.create_index(op.f("subscribed_calendars_user_id"), "subscribed_calendars", ["user_id"])
    op.create_table(
        "calendar_readings",
        sa.Column("calendar_id", sa.Uuid(), nullable=False),
        _instant("due_at", nullable=False),
        _instant("lease_until"),
        sa.Column("attempt", sa.BigInteger(), nullable=False),
        sa.Column("etag", sa.Text(), nullable=False),
        sa.Column("last_modified", sa.Text(), nullable=False),
        _instant("tried_at"),
        _instant("read_at"),
        _instant("expanded_at"),
        _instant("failing_since"),
        sa.Column("failures", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("events", sa.BigInteger(), nullable=False),
        sa.Column("left_out", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("calendar_id", name=op.f("calendar_readings_pkey")),
    )
    op.create_index(op.f("calendar_readings_due_at"), "calendar_readings", ["due_at"])


def downgrade() -> None:
    """Change it back."""
    op.drop_table("calendar_readings")
    op.drop_table("subscribed_calendars")


def _instant(name: str, *, nullable: bool = True) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)
