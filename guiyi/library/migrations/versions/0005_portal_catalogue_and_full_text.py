"""The portal's people, the catalogue of the calls, and the full-text index."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
FACETS = (
    "site", "status", "content_type", "function", "topic_category", "genre_category", "issuing_agency",
    "document_number", "index_number", "written_on", "effective_status", "source", "author", "language",
    "legacy_column", "run_id", "updated_at",
)  # fmt: skip
LENGTHS = {
    "site": 100, "status": 12, "content_type": 20, "function": 20, "written_on": 10, "effective_status": 20,
    "language": 20, "run_id": 120, "updated_at": 32,
}  # fmt: skip
REQUIRED = ("site", "status", "content_type", "run_id", "updated_at")


def upgrade() -> None:
    """To this revision."""
    _create_people()
    _create_trail()
    op.create_table(
        "catalogue",
        sa.Column("docid", BIG, autoincrement=False, nullable=False),
        sa.Column("resource_id", sa.String(40), nullable=False),
        *(
            sa.Column(name, sa.String(LENGTHS[name]) if name in LENGTHS else sa.Text(), nullable=name not in REQUIRED)
            for name in FACETS
        ),
        sa.PrimaryKeyConstraint("docid", name=op.f("pk_catalogue")),
        sa.UniqueConstraint("resource_id", name=op.f("uq_catalogue_resource_id")),
    )
    for name in FACETS:
        op.create_index(f"ix_catalogue_{name}_docid", "catalogue", [name, "docid"])
    op.create_table(
        "catalogue_columns",
        sa.Column("column", sa.String(100), nullable=False),
        sa.Column("docid", BIG, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("column", "docid", name=op.f("pk_catalogue_columns")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_catalogue_columns_docid"), "catalogue_columns", ["docid"])
    op.create_index(op.f("ix_legacy_urls_url"), "legacy_urls", ["url"])
    _create_words()


def _create_people() -> None:
    op.create_table(
        "accounts",
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("display_name", sa.Text(), nullable=False),
        sa.Column("role", sa.String(12), nullable=False),
        sa.Column("department", sa.String(100)),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.String(32)),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_accounts")),
    )
    op.create_table(
        "sessions",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("account", sa.String(60), nullable=False),
        sa.Column("csrf", sa.String(64), nullable=False),
        sa.Column("created_at", sa.String(32), nullable=False),
        sa.Column("expires_at", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sessions")),
    )
    op.create_index(op.f("ix_sessions_account"), "sessions", ["account"])
    op.create_table(
        "invitations",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("role", sa.String(12), nullable=False),
        sa.Column("department", sa.String(100)),
        sa.Column("invited_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.String(32), nullable=False),
        sa.Column("expires_at", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_invitations")),
    )
    op.create_table(
        "api_keys",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("secret_hash", sa.String(64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.String(32), nullable=False),
        sa.Column("expires_at", sa.String(32), nullable=False),
        sa.Column("revoked_at", sa.String(32)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_keys")),
    )


def _create_trail() -> None:
    op.create_table(
        "audit_log",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("action", sa.String(40), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("address", sa.Text()),
        sa.Column("chain", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_log")),
    )
    op.create_index("ix_audit_log_target", "audit_log", ["target"])
    for statement in _guards():
        op.execute(statement)
    op.create_table(
        "reviews",
        sa.Column("resource_id", sa.String(40), nullable=False),
        sa.Column("content_sha256", sa.String(64), nullable=False),
        sa.Column("site", sa.String(100), nullable=False),
        sa.Column("verdict", sa.String(12), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("note", sa.Text()),
        sa.PrimaryKeyConstraint("resource_id", "content_sha256", name=op.f("pk_reviews")),
    )
    op.create_index(op.f("ix_reviews_site"), "reviews", ["site"])
    op.create_table(
        "sign_offs",
        sa.Column("site", sa.String(100), nullable=False),
        sa.Column("column", sa.String(100), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("note", sa.Text()),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("run_id", sa.String(120)),
        sa.PrimaryKeyConstraint("site", "column", name=op.f("pk_sign_offs")),
    )


def _guards() -> tuple[str, ...]:
    """Triggers that refuse to change or to take out a row of the audit log."""
    if op.get_bind().dialect.name == "postgresql":
        return (
            "CREATE FUNCTION audit_log_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$",
            "CREATE TRIGGER audit_log_guard BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log "
            "FOR EACH STATEMENT EXECUTE FUNCTION audit_log_is_append_only()",
        )
    return tuple(
        f"CREATE TRIGGER audit_log_no_{verb} BEFORE {verb} ON audit_log "
        "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END"
        for verb in ("UPDATE", "DELETE")
    )


def _create_words() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE TABLE search_words (docid bigint PRIMARY KEY, words tsvector NOT NULL)")
        op.execute("ALTER TABLE search_words ALTER COLUMN words SET STATISTICS 1000")
        op.execute("CREATE INDEX ix_search_words_words ON search_words USING gin (words) WITH (fastupdate = off)")
    else:
        op.execute(
            "CREATE VIRTUAL TABLE search_words USING fts5(words, detail=none, columnsize=0, "
            "tokenize='unicode61 remove_diacritics 0')"
        )


def downgrade() -> None:
    """Back from this revision."""
    op.execute("DROP TABLE search_words")
    op.drop_index(op.f("ix_legacy_urls_url"), table_name="legacy_urls")
    for name in ("catalogue_columns", "catalogue", "sign_offs", "reviews", "audit_log", "api_keys", "invitations"):
        op.drop_table(name)
    for name in ("sessions", "accounts"):
        op.drop_table(name)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_log_is_append_only()")
