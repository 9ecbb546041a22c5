"""Since when nothing has fired under a dedup key."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0018_pre_quiet_since"
down_revision: str | None = "0017_pre_schedule_versions"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Change the schema; old rows count from the first sweep."""
    op.add_column("alert_identities", sa.Column("quiet_since", sa.DateTime(True), nullable=True))


def downgrade() -> None:
    """Change it back."""
    op.drop_column("alert_identities", "quiet_since")
