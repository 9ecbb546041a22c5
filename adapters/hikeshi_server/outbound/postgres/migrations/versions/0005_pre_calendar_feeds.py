"""Secret addresses of calendars."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0005_pre_calendar_feeds"
down_revision: str | None = "0004_pre_refused_keys"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Change the schema."""
    op.create_table(
        "calendar_feeds",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("schedule_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("prefix", sa.Text(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("calendar_feeds_pkey")),
        sa.UniqueConstraint("digest", name=op.f("calendar_feeds_digest_key")),
        postgresql_with={"fillfactor": 80},
    )
    op.create_index(op.f("calendar_feeds_user_id"), "calendar_feeds", ["user_id"], unique=False)
    op.create_index(op.f("calendar_feeds_person_id"), "calendar_feeds", ["person_id"], unique=False)


def downgrade() -> None:
    """Take the table away."""
    op.drop_table("calendar_feeds")
