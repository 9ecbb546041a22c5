"""What has come of pages by each contact method."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0020_pre_proofs"
down_revision: str | None = "0019_pre_bundles"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Change the schema."""
    op.create_index(
        "notifications_contact_method_id_planned_at",
        "notifications",
        ["contact_method_id", "planned_at"],
        postgresql_where=sa.text("status IN ('sent', 'failed')"),
    )


def downgrade() -> None:
    """Change it back."""
    op.drop_index("notifications_contact_method_id_planned_at", "notifications")
