"""Files, letters, keywords and more are words of the full-text index, too; what is live is indexed again after it."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this revision."""
    is_postgres = op.get_bind().dialect.name == "postgresql"
    for name in ("catalogue", "catalogue_columns"):
        op.execute(f"TRUNCATE {name}" if is_postgres else f"DELETE FROM {name}")  # noqa: S608 (names of this line)
    if is_postgres:
        op.execute("TRUNCATE search_words")
    else:
        op.execute("DROP TABLE search_words")
        op.execute(
            "CREATE VIRTUAL TABLE search_words USING fts5(words, detail=none, columnsize=0, "
            "tokenize='unicode61 remove_diacritics 0')"
        )


def downgrade() -> None:
    """Back from it: words that nobody asks for do no harm."""
