"""Drills, when they run, what they showed, and the incidents that are their pages."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0021_pre_drills"
down_revision: str | None = "0020_pre_proofs"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Change the schema."""
    op.create_table(
        "drills",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("document", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("drills_pkey")),
        sa.UniqueConstraint("key", name=op.f("drills_key_key")),
    )
    op.create_index(op.f("drills_team_id"), "drills", ["team_id"])
    op.create_table(
        "drill_timers",
        sa.Column("drill_id", sa.Uuid(), nullable=False),
        _instant("next_run_at", nullable=False),
        sa.PrimaryKeyConstraint("drill_id", name=op.f("drill_timers_pkey")),
    )
    op.create_index(op.f("drill_timers_next_run_at"), "drill_timers", ["next_run_at"])
    op.create_table(
        "drill_runs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("drill_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("incident_id", sa.Uuid(), nullable=True),
        sa.Column("via", sa.Text(), nullable=False),
        _instant("started_at", nullable=False),
        _instant("acknowledge_by", nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        _instant("ended_at"),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("drill_runs_pkey")),
        sa.UniqueConstraint("incident_id", name=op.f("drill_runs_incident_id_key")),
    )
    op.create_index("drill_runs_drill_id_id", "drill_runs", ["drill_id", "id"])
    op.create_index("drill_runs_user_id_id", "drill_runs", ["user_id", "id"])
    op.add_column("incidents", sa.Column("drill_id", sa.Uuid(), nullable=True))


def downgrade() -> None:
    """Change it back."""
    op.drop_column("incidents", "drill_id")
    op.drop_table("drill_runs")
    op.drop_table("drill_timers")
    op.drop_table("drills")


def _instant(name: str, *, nullable: bool = True) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)
