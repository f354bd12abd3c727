"""Details of structured content types."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this revision."""
    op.add_column("resources", sa.Column("details", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Back to the revision before."""
    op.drop_column("resources", "details")
