"""Messages to one place that go out together."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0019_pre_bundles"
down_revision: str | None = "0018_pre_quiet_since"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Change the schema."""
    op.add_column("notifications", sa.Column("service_id", sa.Uuid(), nullable=True))
    op.add_column(
        "notifications",
        sa.Column("bundles", sa.Boolean(), nullable=False, server_default=sa.text("false")),
    )
    op.add_column("notifications", sa.Column("bundle_id", sa.Uuid(), nullable=True))
    op.create_index(
        "notifications_bundle_id",
        "notifications",
        ["bundle_id"],
        postgresql_where=sa.text("bundle_id IS NOT NULL"),
    )
    op.create_table(
        "notification_paces",
        sa.Column("contact_method_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("messages", sa.BigInteger(), nullable=False),
        sa.Column("early_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("service_ids", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.PrimaryKeyConstraint(
            "contact_method_id", "purpose", name=op.f("notification_paces_pkey")
        ),
    )


def downgrade() -> None:
    """Change it back."""
    op.drop_table("notification_paces")
    op.drop_index("notifications_bundle_id", table_name="notifications")
    op.drop_column("notifications", "bundle_id")
    op.drop_column("notifications", "bundles")
    op.drop_column("notifications", "service_id")
