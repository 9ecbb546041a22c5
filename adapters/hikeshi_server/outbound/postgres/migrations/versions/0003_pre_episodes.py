"""Firings that their senders name."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0003_pre_episodes"
down_revision: str | None = "0002_pre_access"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Change the schema."""
    op.add_column("alerts", sa.Column("episode", sa.Text(), nullable=True))
    op.add_column("alert_identities", sa.Column("ended_episode", sa.Text(), nullable=True))


def downgrade() -> None:
    """Change it back."""
    op.drop_column("alert_identities", "ended_episode")
    op.drop_column("alerts", "episode")
