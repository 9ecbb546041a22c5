"""Pages are found by their instant."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0008_pre_pages"
down_revision: str | None = "0007_pre_swaps"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Change the schema."""
    op.create_index(
        "timeline_entries_paged",
        "timeline_entries",
        ["at"],
        postgresql_where=sa.text("kind = 'person.paged'"),
    )


def downgrade() -> None:
    """Change it back."""
    op.drop_index("timeline_entries_paged", "timeline_entries")
