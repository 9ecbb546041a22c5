"""Dead letters somebody has taken off the list."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0022_pre_discards"
down_revision: str | None = "0021_pre_drills"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Change the schema."""
    op.add_column(
        "notifications", sa.Column("discarded_at", sa.DateTime(timezone=True), nullable=True)
    )


def downgrade() -> None:
    """Change it back."""
    op.drop_column("notifications", "discarded_at")
