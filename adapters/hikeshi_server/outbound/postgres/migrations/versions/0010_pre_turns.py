"""Turns of steps that page one target after the other, and sets of holidays."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0010_pre_turns"
down_revision: str | None = "0009_pre_suppression"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Change the schema."""
    op.create_table(
        "turns",
        sa.Column("policy_id", sa.Uuid(), nullable=False),
        sa.Column("step", sa.BigInteger(), nullable=False),
        sa.Column("turn", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("policy_id", "step", name=op.f("turns_pkey")),
    )
    op.create_table(
        "holiday_sets",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("document", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("holiday_sets_pkey")),
        sa.UniqueConstraint("key", name=op.f("holiday_sets_key_key")),
    )


def downgrade() -> None:
    """Change it back."""
    op.drop_table("holiday_sets")
    op.drop_table("turns")
