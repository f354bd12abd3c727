"""Which lists name a page, without a look at all lists of its site."""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this revision."""
    op.create_index("ix_listings_site_key", "listings", ["site", "key"])


def downgrade() -> None:
    """Back from it."""
    op.drop_index("ix_listings_site_key", table_name="listings")
