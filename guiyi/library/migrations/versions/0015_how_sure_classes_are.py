"""How sure the classes of a resource are, and by what; null for what was loaded before."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this revision."""
    op.add_column("resources", sa.Column("classes", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Back to the revision before."""
    op.drop_column("resources", "classes")
