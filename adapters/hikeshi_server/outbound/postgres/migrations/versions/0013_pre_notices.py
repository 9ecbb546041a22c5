"""Messages to people that are no pages, and the codes of contact methods."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0013_pre_notices"
down_revision: str | None = "0012_pre_providers"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_ROOMY = {"fillfactor": 80}


def upgrade() -> None:
    """Change the schema."""
    op.create_table(
        "notices",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("facts", postgresql.JSONB(), nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("contact_method_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        _instant("created_at"),
        _instant("due_at"),
        _instant("expires_at"),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        _instant("sent_at", nullable=True),
        _instant("lease_until", nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("notices_pkey")),
        postgresql_with=_ROOMY,
    )
    _index("due", ["due_at", "id"], where="status = 'pending'")
    _index("lease_until", ["lease_until", "id"], where="status = 'sending'")
    _index("expires_at", ["expires_at"])
    _index("user_id_topic_subject", ["user_id", "topic", "subject"], unique=True)
    op.create_table(
        "verifications",
        sa.Column("contact_method_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        _instant("expires_at"),
        sa.Column("tries", sa.BigInteger(), nullable=False),
        sa.Column("sent_at", postgresql.ARRAY(sa.DateTime(timezone=True)), nullable=False),
        sa.PrimaryKeyConstraint("contact_method_id", name=op.f("verifications_pkey")),
    )


def downgrade() -> None:
    """Change it back."""
    op.drop_table("verifications")
    op.drop_table("notices")


def _instant(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _index(
    name: str, columns: list[str], *, where: str | None = None, unique: bool = False
) -> None:
    op.create_index(
        f"notices_{name}",
        "notices",
        columns,
        unique=unique,
        postgresql_where=None if where is None else sa.text(where),
    )
