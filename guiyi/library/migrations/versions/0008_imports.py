"""What was taken in from another library."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this revision."""
    op.create_table(
        "imports",
        sa.Column("resource_id", sa.String(length=40), nullable=False),
        sa.Column("origin", sa.String(length=100), nullable=False),
        sa.Column("imported_at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("resource_id", name=op.f("pk_imports")),
    )
    op.create_index(op.f("ix_imports_origin"), "imports", ["origin"], unique=False)


def downgrade() -> None:
    """Back from it."""
    op.drop_table("imports")
