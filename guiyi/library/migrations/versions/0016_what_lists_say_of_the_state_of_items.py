"""What a list says of the state of an item (已答复, 办理中); null for what was listed before."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this revision."""
    op.add_column("listings", sa.Column("listed_state", sa.String(20), nullable=True))


def downgrade() -> None:
    """Back to the revision before."""
    op.drop_column("listings", "listed_state")
