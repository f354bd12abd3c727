"""Indexes that find the addresses which a changed resource touches."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

PARTIAL = {
    "ix_pages_resource_id": (["resource_id"], "resource_id IS NOT NULL"),
    "ix_pages_asset_digest": (["digest"], "role = 'asset'"),
    "ix_pages_site_redirect_to": (["site", "redirect_to"], "redirect_to IS NOT NULL"),
}
WHOLE = {"ix_items_site_page_key": ["site", "page_key"], "ix_items_resource_id": ["resource_id"]}


def upgrade() -> None:
    """To this revision."""
    for name, (fields, where) in PARTIAL.items():
        op.create_index(name, "pages", fields, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
    for name, fields in WHOLE.items():
        op.create_index(name, "items", fields)


def downgrade() -> None:
    """Back from it."""
    for name in PARTIAL:
        op.drop_index(name, "pages")
    for name in WHOLE:
        op.drop_index(name, "items")
