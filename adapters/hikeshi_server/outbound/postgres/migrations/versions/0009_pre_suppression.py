"""Silences, maintenance windows, and the alerts they suppress."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0009_pre_suppression"
down_revision: str | None = "0008_pre_pages"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Change the schema."""
    op.add_column(
        "alerts", sa.Column("suppressed_since", sa.DateTime(timezone=True), nullable=True)
    )
    op.create_table(
        "suppressed_alerts",
        sa.Column("alert_id", sa.Uuid(), nullable=False),
        sa.Column("integration_id", sa.Uuid(), nullable=False),
        sa.Column("dedup_key", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("alert_id", name=op.f("suppressed_alerts_pkey")),
    )
    op.create_index(op.f("suppressed_alerts_due_at"), "suppressed_alerts", ["due_at"])
    op.create_table(
        "silences",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("document", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("silences_pkey")),
    )
    op.create_table(
        "maintenance_windows",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column("document", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("maintenance_windows_pkey")),
        sa.UniqueConstraint("key", name=op.f("maintenance_windows_key_key")),
    )


def downgrade() -> None:
    """Change it back."""
    op.drop_table("maintenance_windows")
    op.drop_table("silences")
    op.drop_table("suppressed_alerts")
    op.drop_column("alerts", "suppressed_since")
