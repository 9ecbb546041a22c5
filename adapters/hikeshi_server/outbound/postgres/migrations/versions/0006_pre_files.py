"""What files last made of objects; people without an address."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0006_pre_files"
down_revision: str | None = "0005_pre_calendar_feeds"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Change the schema."""
    op.create_table(
        "applied_objects",
        sa.Column("object_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("object_id", name=op.f("applied_objects_pkey")),
        postgresql_with={"fillfactor": 80},
    )
    op.drop_index("users_lower_email_key", table_name="users")
    op.create_index(
        "users_lower_email_key",
        "users",
        [sa.text("lower(email)")],
        unique=True,
        postgresql_where=sa.text("email <> ''"),
    )


def downgrade() -> None:
    """Take the table away; people without an address would be in each other's way."""
    op.drop_index("users_lower_email_key", table_name="users")
    op.create_index("users_lower_email_key", "users", [sa.text("lower(email)")], unique=True)
    op.drop_table("applied_objects")
