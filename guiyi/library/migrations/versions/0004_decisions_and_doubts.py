"""Decisions of people; doubts about what was loaded; what the work list groups refused records by."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this revision."""
    op.create_table(
        "decisions",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("made_at", sa.String(length=32), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("scope", sa.String(length=10), nullable=False),
        sa.Column("scope_id", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("batch", sa.String(length=64), nullable=True),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
    )
    op.create_index("ix_decisions_scope", "decisions", ["scope", "scope_id"], unique=False)
    op.create_index("ix_decisions_batch", "decisions", ["batch"], unique=False)
    op.create_index("uq_decisions_undoes", "decisions", ["undoes"], unique=True)
    op.create_table(
        "doubts",
        sa.Column("site", sa.String(length=100), nullable=False),
        sa.Column("source_key", sa.Text(), nullable=False),
        sa.Column("doubt", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("about", sa.String(length=120), nullable=False),
        sa.Column("resource_id", sa.String(length=40), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("run_id", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("site", "source_key", "doubt", name=op.f("pk_doubts")),
    )
    op.create_index("ix_doubts_site_kind", "doubts", ["site", "kind"], unique=False)
    op.add_column("refused_records", sa.Column("title", sa.Text(), nullable=True))
    op.add_column("refused_records", sa.Column("about", sa.Text(), nullable=True))
    op.add_column("runs", sa.Column("crawl_of", sa.String(length=120), nullable=True))
    op.add_column("runs", sa.Column("decided", sa.Integer(), nullable=True))


def downgrade() -> None:
    """Back from it."""
    op.drop_column("runs", "decided")
    op.drop_column("runs", "crawl_of")
    op.drop_column("refused_records", "about")
    op.drop_column("refused_records", "title")
    op.drop_table("doubts")
    op.drop_table("decisions")
