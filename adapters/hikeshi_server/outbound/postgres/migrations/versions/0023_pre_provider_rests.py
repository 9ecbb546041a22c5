"""Which providers rest at which worker."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0023_pre_provider_rests"
down_revision: str | None = "0022_pre_discards"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Change the schema."""
    op.create_table(
        "provider_rests",
        sa.Column("worker", sa.Text(), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("worker", "provider", name=op.f("provider_rests_pkey")),
    )


def downgrade() -> None:
    """Change it back."""
    op.drop_table("provider_rests")
