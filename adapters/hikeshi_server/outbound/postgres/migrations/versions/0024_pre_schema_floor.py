"""Which releases still work on this schema."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0024_pre_schema_floor"
down_revision: str | None = "0023_pre_provider_rests"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Change the schema."""
    op.create_table(
        "schema_floor",
        sa.Column("singleton", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("revision", sa.Text(), nullable=False),
        sa.CheckConstraint("singleton", name=op.f("schema_floor_one_row_check")),
        sa.PrimaryKeyConstraint("singleton", name=op.f("schema_floor_pkey")),
    )


def downgrade() -> None:
    """Change it back."""
    op.drop_table("schema_floor")
