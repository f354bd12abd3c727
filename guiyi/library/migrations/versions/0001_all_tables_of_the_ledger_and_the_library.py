"""All tables of the ledger and the library."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this revision."""
    op.create_table(
        "assets",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("media_type", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_assets")),
    )
    op.create_table(
        "items",
        sa.Column("site", sa.String(length=100), nullable=False),
        sa.Column("source_key", sa.Text(), nullable=False),
        sa.Column("page_key", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("resource_id", sa.String(length=40), nullable=True),
        sa.Column("raw_print", sa.String(length=64), nullable=True),
        sa.Column("template_print", sa.String(length=16), nullable=True),
        sa.Column("mapping_print", sa.String(length=16), nullable=True),
        sa.Column("content_print", sa.String(length=16), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("first_run", sa.String(length=120), nullable=False),
        sa.Column("last_run", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("site", "source_key", name=op.f("pk_items")),
    )
    op.create_index("ix_items_site_state", "items", ["site", "state"], unique=False)
    op.create_table(
        "legacy_urls",
        sa.Column("site", sa.String(length=100), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("resource_id", sa.String(length=40), nullable=False),
        sa.Column("run_id", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("site", "url", name=op.f("pk_legacy_urls")),
    )
    op.create_index(op.f("ix_legacy_urls_resource_id"), "legacy_urls", ["resource_id"], unique=False)
    op.create_index(op.f("ix_legacy_urls_run_id"), "legacy_urls", ["run_id"], unique=False)
    op.create_index("ix_legacy_urls_site_key", "legacy_urls", ["site", "key"], unique=False)
    op.create_table(
        "letters",
        sa.Column("resource_id", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("question", sa.Text(), nullable=True),
        sa.Column("asked_at", sa.String(length=32), nullable=True),
        sa.Column("accepted_at", sa.String(length=32), nullable=True),
        sa.Column("replied_at", sa.String(length=32), nullable=True),
        sa.Column("reply_agency", sa.Text(), nullable=True),
        sa.Column("reply", sa.Text(), nullable=True),
        sa.Column("status", sa.String(length=40), nullable=True),
        sa.PrimaryKeyConstraint("resource_id", name=op.f("pk_letters")),
    )
    op.create_table(
        "listings",
        sa.Column("site", sa.String(length=100), nullable=False),
        sa.Column("section", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("listed_on", sa.String(length=10), nullable=True),
        sa.Column("run_id", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("site", "section", "key", name=op.f("pk_listings")),
    )
    op.create_table(
        "messages",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("site", sa.String(length=100), nullable=False),
        sa.Column("source_key", sa.Text(), nullable=False),
        sa.Column("run_id", sa.String(length=120), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
    )
    op.create_index("ix_messages_site_key", "messages", ["site", "source_key"], unique=False)
    op.create_table(
        "pages",
        sa.Column("site", sa.String(length=100), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.Column("section", sa.Text(), nullable=True),
        sa.Column("found_on", sa.Text(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("redirect_to", sa.Text(), nullable=True),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("media_type", sa.String(length=200), nullable=True),
        sa.Column("charset", sa.String(length=40), nullable=True),
        sa.Column("bytes", sa.BigInteger(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("warc", sa.Text(), nullable=True),
        sa.Column("warc_offset", sa.BigInteger(), nullable=True),
        sa.Column("warc_length", sa.BigInteger(), nullable=True),
        sa.Column("fetched_at", sa.String(length=32), nullable=True),
        sa.Column("first_run", sa.String(length=120), nullable=False),
        sa.Column("fetched_run", sa.String(length=120), nullable=True),
        sa.Column("changed_run", sa.String(length=120), nullable=True),
        sa.Column("disposition", sa.String(length=12), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("resource_id", sa.String(length=40), nullable=True),
        sa.PrimaryKeyConstraint("site", "key", name=op.f("pk_pages")),
    )
    op.create_index("ix_pages_site_state", "pages", ["site", "state"], unique=False)
    op.create_table(
        "placements",
        sa.Column("resource_id", sa.String(length=40), nullable=False),
        sa.Column("column", sa.String(length=100), nullable=False),
        sa.Column("legacy_column", sa.Text(), nullable=True),
        sa.Column("is_primary", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("resource_id", "column", name=op.f("pk_placements")),
    )
    op.create_index("ix_placements_column", "placements", ["column"], unique=False)
    op.create_table(
        "redirects",
        sa.Column("site", sa.String(length=100), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("resource_id", sa.String(length=40), nullable=True),
        sa.Column("asset", sa.String(length=64), nullable=True),
        sa.Column("run_id", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("site", "key", name=op.f("pk_redirects")),
    )
    op.create_table(
        "refused_records",
        sa.Column("site", sa.String(length=100), nullable=False),
        sa.Column("source_key", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("run_id", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("site", "source_key", name=op.f("pk_refused_records")),
    )
    op.create_index("ix_refused_records_outcome", "refused_records", ["outcome", "code"], unique=False)
    op.create_table(
        "resource_assets",
        sa.Column("resource_id", sa.String(length=40), nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column("legacy_url", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("resource_id", "role", "position", name=op.f("pk_resource_assets")),
    )
    op.create_index(op.f("ix_resource_assets_sha256"), "resource_assets", ["sha256"], unique=False)
    op.create_table(
        "resource_versions",
        sa.Column("resource_id", sa.String(length=40), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.String(length=120), nullable=True),
        sa.Column("edited_by", sa.Text(), nullable=True),
        sa.Column("action", sa.String(length=12), nullable=False),
        sa.Column("made_at", sa.String(length=32), nullable=False),
        sa.Column("record", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("resource_id", "sequence", name=op.f("pk_resource_versions")),
    )
    op.create_index(op.f("ix_resource_versions_run_id"), "resource_versions", ["run_id"], unique=False)
    op.create_table(
        "resources",
        sa.Column("resource_id", sa.String(length=40), nullable=False),
        sa.Column("site", sa.String(length=100), nullable=False),
        sa.Column("source_key", sa.Text(), nullable=False),
        sa.Column("index_number", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("content_type", sa.String(length=20), nullable=False),
        sa.Column("function", sa.String(length=20), nullable=True),
        sa.Column("column", sa.String(length=100), nullable=True),
        sa.Column("topic_category", sa.Text(), nullable=True),
        sa.Column("genre_category", sa.Text(), nullable=True),
        sa.Column("issuing_agency", sa.Text(), nullable=True),
        sa.Column("document_number", sa.Text(), nullable=True),
        sa.Column("written_on", sa.String(length=10), nullable=True),
        sa.Column("published_at", sa.String(length=32), nullable=True),
        sa.Column("effective_status", sa.String(length=20), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("author", sa.Text(), nullable=True),
        sa.Column("summary", sa.Text(), nullable=True),
        sa.Column("keywords", sa.JSON(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("body_text", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=True),
        sa.Column("legacy_column", sa.Text(), nullable=True),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content_sha256", sa.String(length=64), nullable=False),
        sa.Column("record_print", sa.String(length=16), nullable=False),
        sa.Column("protected", sa.JSON(), nullable=False),
        sa.Column("base", sa.JSON(), nullable=False),
        sa.Column("run_id", sa.String(length=120), nullable=False),
        sa.Column("first_loaded_at", sa.String(length=32), nullable=False),
        sa.Column("updated_at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("resource_id", name=op.f("pk_resources")),
    )
    op.create_index(op.f("ix_resources_column"), "resources", ["column"], unique=False)
    op.create_index(op.f("ix_resources_published_at"), "resources", ["published_at"], unique=False)
    op.create_index(op.f("ix_resources_site"), "resources", ["site"], unique=False)
    op.create_table(
        "runs",
        sa.Column("run_id", sa.String(length=120), nullable=False),
        sa.Column("site", sa.String(length=100), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("started_at", sa.String(length=32), nullable=False),
        sa.Column("finished_at", sa.String(length=32), nullable=True),
        sa.Column("stage", sa.String(length=20), nullable=True),
        sa.Column("crawl_begun", sa.Boolean(), nullable=False),
        sa.Column("crawl_finished", sa.Boolean(), nullable=False),
        sa.Column("crawl_complete", sa.Boolean(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("checks", sa.JSON(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("flow_run", sa.String(length=64), nullable=True),
        sa.Column("published", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_runs")),
    )
    op.create_index(op.f("ix_runs_site"), "runs", ["site"], unique=False)
    op.create_table(
        "sections",
        sa.Column("site", sa.String(length=100), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("path", sa.JSON(), nullable=False),
        sa.Column("expected", sa.Integer(), nullable=True),
        sa.Column("expected_how", sa.Text(), nullable=True),
        sa.Column("pages_expected", sa.Integer(), nullable=True),
        sa.Column("pages_got", sa.Integer(), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("run_id", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("site", "key", name=op.f("pk_sections")),
    )
    op.create_table(
        "seen_urls",
        sa.Column("site", sa.String(length=100), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("how", sa.String(length=20), nullable=False),
        sa.Column("first_run", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("site", "url", name=op.f("pk_seen_urls")),
    )
    op.create_index("ix_seen_urls_site_key", "seen_urls", ["site", "key"], unique=False)
    op.create_table(
        "signature_bands",
        sa.Column("band", sa.BigInteger(), nullable=False),
        sa.Column("resource_id", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("band", "resource_id", name=op.f("pk_signature_bands")),
    )
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
        "site_states",
        sa.Column("site", sa.String(length=100), nullable=False),
        sa.Column("batches", sa.Integer(), nullable=False),
        sa.Column("last_good_run", sa.String(length=120), nullable=True),
        sa.Column("warc_segment", sa.Integer(), nullable=False),
        sa.Column("warc_bytes", sa.BigInteger(), nullable=False),
        sa.Column("lease_owner", sa.String(length=120), nullable=True),
        sa.Column("lease_until", sa.Float(), nullable=True),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("site", name=op.f("pk_site_states")),
    )
    op.create_table(
        "staged_records",
        sa.Column("run_id", sa.String(length=120), nullable=False),
        sa.Column("resource_id", sa.String(length=40), nullable=False),
        sa.Column("batch", sa.String(length=12), nullable=False),
        sa.Column("source_key", sa.Text(), nullable=False),
        sa.Column("page_key", sa.Text(), nullable=False),
        sa.Column("action", sa.String(length=12), nullable=False),
        sa.Column("record_print", sa.String(length=16), nullable=False),
        sa.Column("record", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("run_id", "resource_id", name=op.f("pk_staged_records")),
    )
    op.create_table(
        "undo_rows",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("run_id", sa.String(length=120), nullable=False),
        sa.Column("table_name", sa.String(length=40), nullable=False),
        sa.Column("row_key", sa.JSON(), nullable=False),
        sa.Column("row_print", sa.String(length=64), nullable=False),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_undo_rows")),
    )
    op.create_index("ix_undo_rows_row_print", "undo_rows", ["row_print"], unique=False)
    op.create_index(op.f("ix_undo_rows_run_id"), "undo_rows", ["run_id"], unique=False)


def downgrade() -> None:
    """Back to the revision before."""
    op.drop_index(op.f("ix_undo_rows_run_id"), table_name="undo_rows")
    op.drop_index("ix_undo_rows_row_print", table_name="undo_rows")
    op.drop_table("undo_rows")
    op.drop_table("staged_records")
    op.drop_table("site_states")
    op.drop_index(op.f("ix_signatures_text_print"), table_name="signatures")
    op.drop_index(op.f("ix_signatures_site"), table_name="signatures")
    op.drop_table("signatures")
    op.drop_table("signature_bands")
    op.drop_index("ix_seen_urls_site_key", table_name="seen_urls")
    op.drop_table("seen_urls")
    op.drop_table("sections")
    op.drop_index(op.f("ix_runs_site"), table_name="runs")
    op.drop_table("runs")
    op.drop_index(op.f("ix_resources_site"), table_name="resources")
    op.drop_index(op.f("ix_resources_published_at"), table_name="resources")
    op.drop_index(op.f("ix_resources_column"), table_name="resources")
    op.drop_table("resources")
    op.drop_index(op.f("ix_resource_versions_run_id"), table_name="resource_versions")
    op.drop_table("resource_versions")
    op.drop_index(op.f("ix_resource_assets_sha256"), table_name="resource_assets")
    op.drop_table("resource_assets")
    op.drop_index("ix_refused_records_outcome", table_name="refused_records")
    op.drop_table("refused_records")
    op.drop_table("redirects")
    op.drop_index("ix_placements_column", table_name="placements")
    op.drop_table("placements")
    op.drop_index("ix_pages_site_state", table_name="pages")
    op.drop_table("pages")
    op.drop_index("ix_messages_site_key", table_name="messages")
    op.drop_table("messages")
    op.drop_table("listings")
    op.drop_table("letters")
    op.drop_index("ix_legacy_urls_site_key", table_name="legacy_urls")
    op.drop_index(op.f("ix_legacy_urls_run_id"), table_name="legacy_urls")
    op.drop_index(op.f("ix_legacy_urls_resource_id"), table_name="legacy_urls")
    op.drop_table("legacy_urls")
    op.drop_index("ix_items_site_state", table_name="items")
    op.drop_table("items")
    op.drop_table("assets")
