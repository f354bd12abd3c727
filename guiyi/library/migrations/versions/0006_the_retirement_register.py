"""The retirement register: events that can't be changed, hits, decisions; redirects with any target and a reason."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TABLES = (
    "retirement_events",
    "hit_imports",
    "url_hits",
    "url_decisions",
    "decision_batches",
    "decision_changes",
    "redirect_hits",
)
SQLITE = (
    "CREATE TRIGGER retirement_events_no_{verb} BEFORE {VERB} ON retirement_events "
    "BEGIN SELECT RAISE(ABORT, 'retirement_events is append-only'); END"
)
POSTGRESQL = (
    "CREATE FUNCTION guiyi_append_only() RETURNS trigger AS $$ "
    "BEGIN RAISE EXCEPTION 'retirement_events is append-only'; END $$ LANGUAGE plpgsql",
    "CREATE TRIGGER retirement_events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON retirement_events "
    "FOR EACH STATEMENT EXECUTE FUNCTION guiyi_append_only()",
)


def upgrade() -> None:
    """To this revision."""
    op.create_table(
        "decision_batches",
        sa.Column("batch", sa.String(length=40), nullable=False),
        sa.Column("site", sa.String(length=100), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("undone_at", sa.String(length=32), nullable=True),
        sa.Column("undone_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("batch", name=op.f("pk_decision_batches")),
    )
    op.create_index(op.f("ix_decision_batches_site"), "decision_batches", ["site"], unique=False)
    op.create_table(
        "decision_changes",
        sa.Column("batch", sa.String(length=40), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("batch", "key", name=op.f("pk_decision_changes")),
    )
    op.create_table(
        "hit_imports",
        sa.Column("site", sa.String(length=100), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("format", sa.String(length=20), nullable=False),
        sa.Column("lines", sa.BigInteger(), nullable=False),
        sa.Column("counted", sa.BigInteger(), nullable=False),
        sa.Column("unread", sa.BigInteger(), nullable=False),
        sa.Column("first_on", sa.String(length=10), nullable=True),
        sa.Column("last_on", sa.String(length=10), nullable=True),
        sa.Column("imported_at", sa.String(length=32), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("site", "source", name=op.f("pk_hit_imports")),
    )
    op.create_table(
        "redirect_hits",
        sa.Column("site", sa.String(length=100), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("hits", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("site", "key", "day", name=op.f("pk_redirect_hits")),
    )
    op.create_index("ix_redirect_hits_site_day", "redirect_hits", ["site", "day"], unique=False)
    op.create_table(
        "retirement_events",
        sa.Column("site", sa.String(length=100), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("from_state", sa.String(length=20), nullable=False),
        sa.Column("to_state", sa.String(length=20), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("site", "number", name=op.f("pk_retirement_events")),
    )
    op.create_table(
        "url_decisions",
        sa.Column("site", sa.String(length=100), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("target", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("batch", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("site", "key", name=op.f("pk_url_decisions")),
    )
    op.create_index(op.f("ix_url_decisions_batch"), "url_decisions", ["batch"], unique=False)
    op.create_table(
        "url_hits",
        sa.Column("site", sa.String(length=100), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("hits", sa.BigInteger(), nullable=False),
        sa.Column("missing", sa.BigInteger(), nullable=False),
        sa.Column("first_on", sa.String(length=10), nullable=True),
        sa.Column("last_on", sa.String(length=10), nullable=True),
        sa.PrimaryKeyConstraint("site", "key", "source", name=op.f("pk_url_hits")),
    )
    op.add_column("redirects", sa.Column("target", sa.Text(), nullable=True))
    op.add_column("redirects", sa.Column("reason", sa.Text(), nullable=True))
    if op.get_bind().dialect.name == "postgresql":
        for statement in POSTGRESQL:
            op.execute(statement)
    else:
        for verb in ("update", "delete"):
            op.execute(SQLITE.format(verb=verb, VERB=verb.upper()))


def downgrade() -> None:
    """Back from it."""
    with op.batch_alter_table("redirects") as redirects:
        redirects.drop_column("reason")
        redirects.drop_column("target")
    for table in reversed(TABLES):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION guiyi_append_only()")
