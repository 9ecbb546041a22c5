"""Programs elsewhere that are told what happens."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0011_pre_subscriptions"
down_revision: str | None = "0010_pre_turns"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_ROOMY = {"fillfactor": 80}


def upgrade() -> None:
    """Change the schema."""
    op.create_table(
        "subscriptions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("secrets", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("document", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("subscriptions_pkey")),
    )
    op.create_table(
        "subscription_progress",
        sa.Column("subscription_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("failing_since", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("subscription_id", name=op.f("subscription_progress_pkey")),
        postgresql_with=_ROOMY,
    )
    op.create_table(
        "subscription_messages",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subscription_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tried_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("subscription_messages_pkey")),
        postgresql_with=_ROOMY,
    )
    _index("due", ["due_at", "id"], "status = 'pending'")
    _index("lease_until", ["lease_until", "id"], "status = 'sending'")
    _index("subscription_id_id", ["subscription_id", "id"])
    _index("finished_at", ["finished_at"], "finished_at IS NOT NULL")


def downgrade() -> None:
    """Change it back."""
    op.drop_table("subscription_messages")
    op.drop_table("subscription_progress")
    op.drop_table("subscriptions")


def _index(name: str, columns: list[str], where: str | None = None) -> None:
    op.create_index(
        f"subscription_messages_{name}",
        "subscription_messages",
        columns,
        postgresql_where=None if where is None else sa.text(where),
    )
