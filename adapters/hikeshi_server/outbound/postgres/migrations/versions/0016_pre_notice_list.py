"""The notices of a person, in order."""

from collections.abc import Sequence

from alembic import op

revision: str = "0016_pre_notice_list"
down_revision: str | None = "0015_pre_calendars"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Change the schema."""
    op.create_index("notices_user_id_id", "notices", ["user_id", "id"])


def downgrade() -> None:
    """Change it back."""
    op.drop_index("notices_user_id_id", "notices")
