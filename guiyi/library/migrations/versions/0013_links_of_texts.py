"""Where published texts lead, and whether it leads anywhere."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this revision."""
    op.create_table(
        "links",
        sa.Column("url_sha256", sa.String(64), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("verdict", sa.String(12), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("resource_id", sa.String(40), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("looked_at", sa.String(32), nullable=False),
        sa.Column("asked_at", sa.String(32)),
        sa.PrimaryKeyConstraint("url_sha256", name=op.f("pk_links")),
    )
    op.create_index("ix_links_kind_verdict", "links", ["kind", "verdict"])


def downgrade() -> None:
    """Back from it."""
    op.drop_table("links")
