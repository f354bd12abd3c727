"""Every spelling of a decided address, and a number that grows with each change of a site's redirects."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this revision."""
    op.create_table(
        "redirect_revisions",
        sa.Column("site", sa.String(length=100), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("site", name=op.f("pk_redirect_revisions")),
    )
    op.add_column("url_decisions", sa.Column("spellings", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    """Back from it."""
    op.drop_column("url_decisions", "spellings")
    op.drop_table("redirect_revisions")
