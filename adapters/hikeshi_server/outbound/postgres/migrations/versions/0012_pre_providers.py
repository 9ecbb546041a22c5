"""What goes through providers that are paid by the message."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0012_pre_providers"
down_revision: str | None = "0011_pre_subscriptions"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Change the schema."""
    op.create_table(
        "provider_usage",
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("messages", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("provider", "day", name=op.f("provider_usage_pkey")),
    )
    op.create_table(
        "provider_callbacks",
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("provider", "id", name=op.f("provider_callbacks_pkey")),
    )
    op.create_index(op.f("provider_callbacks_at"), "provider_callbacks", ["at"])


def downgrade() -> None:
    """Change it back."""
    op.drop_table("provider_callbacks")
    op.drop_table("provider_usage")
