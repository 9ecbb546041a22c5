"""Swaps, and when people cannot be on call."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0007_pre_swaps"
down_revision: str | None = "0006_pre_files"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Change the schema."""
    _create_swaps()
    _create_unavailabilities()


def _create_swaps() -> None:
    op.create_table(
        "swaps",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("schedule_id", sa.Uuid(), nullable=False),
        sa.Column("giver_id", sa.Uuid(), nullable=False),
        sa.Column("asked_id", sa.Uuid(), nullable=True),
        sa.Column("taker_id", sa.Uuid(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("end_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("document", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("swaps_pkey")),
    )
    op.create_index(op.f("swaps_schedule_id_end_at"), "swaps", ["schedule_id", "end_at"])
    for column in ("giver_id", "asked_id", "taker_id"):
        op.create_index(op.f(f"swaps_{column}"), "swaps", [column])


def _create_unavailabilities() -> None:
    op.create_table(
        "unavailabilities",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("start_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("end_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("document", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("unavailabilities_pkey")),
    )
    op.create_index(
        op.f("unavailabilities_user_id_end_at"), "unavailabilities", ["user_id", "end_at"]
    )


def downgrade() -> None:
    """Change it back."""
    op.drop_table("unavailabilities")
    op.drop_table("swaps")
