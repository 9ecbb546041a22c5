"""What was known of schedules, and from when on."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0017_pre_schedule_versions"
down_revision: str | None = "0016_pre_notice_list"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Change the schema; what is known of today's schedules is kept from now on."""
    op.create_table(
        "schedule_versions",
        sa.Column("schedule_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("document", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("schedule_id", "version", name=op.f("schedule_versions_pkey")),
    )
    op.execute(
        "INSERT INTO schedule_versions (schedule_id, version, saved_at, document)"
        " SELECT id, version, now(), document FROM schedules"
    )


def downgrade() -> None:
    """Change it back."""
    op.drop_table("schedule_versions")
