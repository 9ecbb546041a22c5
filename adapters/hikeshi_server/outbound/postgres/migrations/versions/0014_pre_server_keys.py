"""Key pairs of the installation."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0014_pre_server_keys"
down_revision: str | None = "0013_pre_notices"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Change the schema."""
    op.create_table(
        "server_keys",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("server_keys_pkey")),
    )


def downgrade() -> None:
    """Change it back."""
    op.drop_table("server_keys")
