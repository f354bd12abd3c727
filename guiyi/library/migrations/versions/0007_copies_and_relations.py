"""Copies with what they say of themselves; relations; signatures that are found without reading all."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None
AT_ONCE = 500


def upgrade() -> None:
    """To this revision."""
    op.create_table(
        "copies",
        sa.Column("site", sa.String(length=100), nullable=False),
        sa.Column("page_key", sa.Text(), nullable=False),
        sa.Column("source_key", sa.Text(), nullable=False),
        sa.Column("copy_id", sa.String(length=40), nullable=False),
        sa.Column("resource_id", sa.String(length=40), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("legacy_column", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("published_at", sa.String(length=32), nullable=True),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("similarity", sa.Float(), nullable=False),
        sa.Column("run_id", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("site", "page_key", name=op.f("pk_copies")),
    )
    op.create_index(op.f("ix_copies_copy_id"), "copies", ["copy_id"], unique=False)
    op.create_index(op.f("ix_copies_resource_id"), "copies", ["resource_id"], unique=False)
    op.create_table(
        "relations",
        sa.Column("resource_id", sa.String(length=40), nullable=False),
        sa.Column("relation", sa.String(length=20), nullable=False),
        sa.Column("other_id", sa.String(length=40), nullable=False),
        sa.Column("site", sa.String(length=100), nullable=False),
        sa.Column("similarity", sa.Float(), nullable=False),
        sa.Column("run_id", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("resource_id", "relation", "other_id", name=op.f("pk_relations")),
    )
    op.create_index("ix_relations_other_id", "relations", ["other_id"], unique=False)
    op.create_index(op.f("ix_relations_site"), "relations", ["site"], unique=False)
    op.drop_table("signature_bands")
    op.drop_table("signatures")
    op.create_table(
        "signatures",
        sa.Column("resource_id", sa.String(length=40), nullable=False),
        sa.Column("site", sa.String(length=100), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("text_print", sa.String(length=64), nullable=False),
        sa.Column("title_print", sa.BigInteger(), nullable=False),
        sa.Column("numbers", sa.BigInteger(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("minhash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("resource_id", name=op.f("pk_signatures")),
    )
    for name in ("site", "number", "text_print", "title_print"):
        op.create_index(op.f(f"ix_signatures_{name}"), "signatures", [name], unique=False)
    op.create_table(
        "signature_bands",
        sa.Column("band", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("band", "number", name=op.f("pk_signature_bands")),
        sqlite_with_rowid=False,
    )
    _sign_again()


def _sign_again() -> None:
    """Signatures are made from the live texts."""
    from guiyi.dedupe.index import sign_documents
    from guiyi.library.tables import resources

    connection = op.get_bind()
    fields = (resources.c.resource_id, resources.c.site, resources.c.title, resources.c.body_text)
    last = ""
    while True:
        live = (resources.c.status == "published") & (resources.c.resource_id > last)
        wanted = sa.select(*fields).where(live).order_by(resources.c.resource_id).limit(AT_ONCE)
        rows = [dict(row) for row in connection.execute(wanted).mappings()]
        if not rows:
            return
        sign_documents(connection, rows)
        last = rows[-1]["resource_id"]


def downgrade() -> None:
    """Back from it; signatures are made anew by the next loads."""
    for name in ("signature_bands", "signatures", "relations", "copies"):
        op.drop_table(name)
    op.create_table(
        "signatures",
        sa.Column("resource_id", sa.String(length=40), nullable=False),
        sa.Column("site", sa.String(length=100), nullable=False),
        sa.Column("text_print", sa.String(length=64), nullable=False),
        sa.Column("minhash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("resource_id", name=op.f("pk_signatures")),
    )
    op.create_index(op.f("ix_signatures_site"), "signatures", ["site"], unique=False)
    op.create_index(op.f("ix_signatures_text_print"), "signatures", ["text_print"], unique=False)
    op.create_table(
        "signature_bands",
        sa.Column("band", sa.BigInteger(), nullable=False),
        sa.Column("resource_id", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("band", "resource_id", name=op.f("pk_signature_bands")),
    )
