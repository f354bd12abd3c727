"""Tables of the shared information library.

resources          the live state, one row a resource; its many-valued parts in placements, legacy_urls, resource_assets
resource_versions  every state a resource has had, whole, as JSON: history, rollback and the editors' trail
staged_records     a run's validated batches, waiting to be published in one transaction (the pointer move)
assets             files by content; the bytes lie in the store
asset_texts        what attachments say, for search; or why they say nothing
refused_records    what was held, dropped or failed, with payload and reason
doubts             what a reviewer should look at of what was loaded: odd dates, unsure fields, masks
redirects          the answer for every old address
undo_rows          what ledger rows, URLs and refused records were before a run's publication changed them
copies             what was merged into a resource: its own title, source, old column and address, and why it is a copy
imports            what was taken in from another library, and from which
links              where published texts lead, each address once, and whether it leads anywhere
relations          how resources stand to each other: excerpt_of
signatures         what is needed to find duplicates across the whole library
catalogue          what lists, filters and feeds ask for, without bodies; a row's number orders by publication
search_words       the full-text index, by the catalogue's number; SQLite: FTS5, PostgreSQL: tsvector (not declared here)
"""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Boolean, Column, Float, Index, Integer, LargeBinary, String, Table, Text

from guiyi.database import metadata

resources = Table(
    "resources", metadata,
    Column("resource_id", String(40), primary_key=True),
    Column("site", String(100), nullable=False, index=True),
    Column("source_key", Text, nullable=False),
    Column("index_number", Text),
    Column("title", Text, nullable=False),
    Column("content_type", String(20), nullable=False),
    Column("function", String(20)),
    Column("column", String(100), index=True),
    Column("topic_category", Text),
    Column("genre_category", Text),
    Column("classes", JSON(none_as_null=True)),  # how sure topic and genre are, and by what; proposals too
    Column("issuing_agency", Text),
    Column("document_number", Text),
    Column("written_on", String(10)),
    Column("published_at", String(32), index=True),  # ISO 8601 in the precision of the original
    Column("effective_status", String(20)),
    Column("source", Text),
    Column("author", Text),
    Column("summary", Text),
    Column("keywords", JSON, nullable=False, default=list),
    Column("body_html", Text, nullable=False, default=""),
    Column("body_text", Text, nullable=False, default=""),
    Column("language", String(20)),
    Column("legacy_column", Text),
    Column("details", JSON(none_as_null=True)),  # of a structured content type: see guiyi.extract.types
    Column("status", String(12), nullable=False),  # published, withdrawn
    Column("version", Integer, nullable=False),
    Column("content_sha256", String(64), nullable=False),
    Column("record_print", String(16), nullable=False),  # of the record as the pipeline mapped it, before editors
    Column("protected", JSON, nullable=False, default=list),  # fields an editor changed
    Column("base", JSON, nullable=False, default=dict),  # protected field → the pipeline's last value of it
    Column("run_id", String(120), nullable=False),  # the run that made this version
    Column("first_loaded_at", String(32), nullable=False),
    Column("updated_at", String(32), nullable=False),
)  # fmt: skip

placements = Table(
    "placements", metadata,
    Column("resource_id", String(40), primary_key=True),
    Column("column", String(100), primary_key=True),
    Column("legacy_column", Text),
    Column("is_primary", Boolean, nullable=False),
    Index("ix_placements_column", "column"),
)  # fmt: skip

legacy_urls = Table(
    "legacy_urls", metadata,
    Column("site", String(100), primary_key=True),  # of the URL, which may be another than the resource's
    Column("url", Text, primary_key=True),
    Column("key", Text, nullable=False),
    Column("resource_id", String(40), nullable=False, index=True),
    Column("run_id", String(120), nullable=False, index=True),  # the run that attached it
    Index("ix_legacy_urls_site_key", "site", "key"),
    Index("ix_legacy_urls_url", "url"),
)  # fmt: skip

assets = Table(
    "assets", metadata,
    Column("sha256", String(64), primary_key=True),
    Column("bytes", BigInteger, nullable=False),
    Column("media_type", String(200), nullable=False),  # by content, not by name
)  # fmt: skip

asset_texts = Table(
    "asset_texts", metadata,
    Column("sha256", String(64), primary_key=True),
    Column("status", String(12), nullable=False),  # text, no-text, encrypted, damaged, too-large, unsupported, crashed
    Column("text", Text, nullable=False, default=""),  # for search; personal data masked
    Column("note", Text),  # why there is no text
    Column("revision", String(16), nullable=False),  # of what read it; another one reads again
)  # fmt: skip

resource_assets = Table(
    "resource_assets", metadata,
    Column("resource_id", String(40), primary_key=True),
    Column("role", String(12), primary_key=True),  # attachment, image
    Column("position", Integer, primary_key=True),
    Column("key", Text),  # ledger key of the file
    Column("legacy_url", Text, nullable=False),
    Column("name", Text),  # attachment: display name; image: alt text
    Column("sha256", String(64), index=True),  # null where the file could not be fetched
)  # fmt: skip

letters = Table(
    "letters", metadata,
    Column("resource_id", String(40), primary_key=True),
    Column("subject", Text),
    Column("question", Text),
    Column("asked_at", String(32)),
    Column("accepted_at", String(32)),
    Column("replied_at", String(32)),
    Column("reply_agency", Text),
    Column("reply", Text),
    Column("status", String(40)),
)  # fmt: skip

resource_versions = Table(
    "resource_versions", metadata,
    Column("resource_id", String(40), primary_key=True),
    Column("sequence", Integer, primary_key=True),  # 1, 2, … in the order they were made; never used again
    Column("version", Integer, nullable=False),  # as exported; a rollback goes back to an earlier one
    Column("run_id", String(120), index=True),  # null for an editor's change
    Column("edited_by", Text),
    Column("action", String(12), nullable=False),  # created, updated, edited, gone, dropped, revived, rolled_back
    Column("made_at", String(32), nullable=False),
    Column("record", JSON, nullable=False),  # the whole state: resources row and its children
)  # fmt: skip

staged_records = Table(
    "staged_records", metadata,
    Column("run_id", String(120), primary_key=True),
    Column("resource_id", String(40), primary_key=True),
    Column("batch", String(12), nullable=False),
    Column("source_key", Text, nullable=False),
    Column("page_key", Text, nullable=False),
    Column("action", String(12), nullable=False),  # create, update, unchanged, revive
    Column("record_print", String(16), nullable=False),
    Column("record", JSON, nullable=False),
)  # fmt: skip

refused_records = Table(
    "refused_records", metadata,
    Column("site", String(100), primary_key=True),
    Column("source_key", Text, primary_key=True),
    Column("outcome", String(12), nullable=False),  # held, dropped, failed
    Column("stage", String(20), nullable=False),
    Column("code", String(60), nullable=False),  # short and stable, for grouping: unmapped, tie, no-title …
    Column("reason", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("title", Text),
    Column("about", Text),  # what the work list groups it by: its old column or URL folder, the rules, the field
    Column("payload", JSON, nullable=False),
    Column("run_id", String(120), nullable=False),
    Index("ix_refused_records_outcome", "outcome", "code"),
)  # fmt: skip

doubts = Table(
    "doubts", metadata,
    Column("site", String(100), primary_key=True),
    Column("source_key", Text, primary_key=True),
    Column("doubt", String(120), primary_key=True),  # date-conflict, low-agreement, masked:phone:2 …
    Column("kind", String(12), nullable=False),  # date, field, mask, class
    Column("about", String(120), nullable=False),  # what the work list groups it by
    Column("resource_id", String(40), nullable=False),
    Column("url", Text, nullable=False),
    Column("title", Text),
    Column("detail", Text),  # the doubtful value
    Column("run_id", String(120), nullable=False),
    Index("ix_doubts_site_kind", "site", "kind"),
)  # fmt: skip

redirects = Table(
    "redirects", metadata,
    Column("site", String(100), primary_key=True),
    Column("key", Text, primary_key=True),
    Column("url", Text, nullable=False),
    Column("kind", String(12), nullable=False),  # redirect, archived, gone, awaiting, unresolved
    Column("resource_id", String(40)),  # target of a redirect; it follows renames
    Column("asset", String(64)),  # target of a redirect to a file
    Column("target", Text),  # any other target: column:<id>, or a URL on an allowed host
    Column("reason", Text),  # why it is not a redirect, in words
    Column("run_id", String(120), nullable=False),
)  # fmt: skip

redirect_revisions = Table(
    "redirect_revisions", metadata,
    Column("site", String(100), primary_key=True),
    Column("number", BigInteger, nullable=False),  # grows whenever redirects of the site are derived anew
)  # fmt: skip

undo_rows = Table(
    "undo_rows", metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("run_id", String(120), nullable=False, index=True),
    Column("table_name", String(40), nullable=False),
    Column("row_key", JSON, nullable=False),  # the row's primary key
    Column("row_print", String(64), nullable=False),  # of table and key
    Column("before", JSON),  # the row as it was; null where there was none
    Index("ix_undo_rows_row_print", "row_print"),
)  # fmt: skip

copies = Table(
    "copies", metadata,
    Column("site", String(100), primary_key=True),
    Column("page_key", Text, primary_key=True),
    Column("source_key", Text, nullable=False),
    Column("copy_id", String(40), nullable=False, index=True),  # the resource id that it has, or would have, itself
    Column("resource_id", String(40), nullable=False, index=True),  # the resource it was merged into
    Column("url", Text, nullable=False),
    Column("title", Text),
    Column("legacy_column", Text),
    Column("source", Text),
    Column("published_at", String(32)),
    Column("kind", String(12), nullable=False),  # same-key, exact, near, joined
    Column("similarity", Float, nullable=False),
    Column("run_id", String(120), nullable=False),
)  # fmt: skip

imports = Table(
    "imports", metadata,
    Column("resource_id", String(40), primary_key=True),
    Column("origin", String(100), nullable=False, index=True),  # the library it was taken in from
    Column("imported_at", String(32), nullable=False),
)  # fmt: skip

relations = Table(
    "relations", metadata,
    Column("resource_id", String(40), primary_key=True),
    Column("relation", String(20), primary_key=True),  # excerpt_of
    Column("other_id", String(40), primary_key=True),
    Column("site", String(100), nullable=False, index=True),  # whose run found it
    Column("similarity", Float, nullable=False),
    Column("run_id", String(120), nullable=False),
    Index("ix_relations_other_id", "other_id"),
)  # fmt: skip

links = Table(
    "links", metadata,
    Column("url_sha256", String(64), primary_key=True),
    Column("url", Text, nullable=False),
    Column("kind", String(12), nullable=False),  # inside: the library or a moved site must answer it; outside
    Column("verdict", String(12), nullable=False),  # good, dead, unsure; of an outside one that was never asked: unasked
    Column("reason", Text),  # why it is not good, in both languages
    Column("resource_id", String(40), nullable=False),  # the first that has it
    Column("failures", Integer, nullable=False),  # times running that an outside one did not answer
    Column("looked_at", String(32), nullable=False),  # when it was last found in a text
    Column("asked_at", String(32)),
    Index("ix_links_kind_verdict", "kind", "verdict"),
)  # fmt: skip

signatures = Table(
    "signatures", metadata,
    Column("resource_id", String(40), primary_key=True),
    Column("site", String(100), nullable=False, index=True),
    Column("number", BigInteger, nullable=False, index=True),  # the resource's in signature_bands, from its id
    Column("text_print", String(64), nullable=False, index=True),  # of the normalised title and text
    Column("title_print", BigInteger, nullable=False, index=True),
    Column("numbers", BigInteger, nullable=False),  # of all numbers in the text; copies share it
    Column("length", Integer, nullable=False),  # characters of the normalised text
    Column("minhash", LargeBinary, nullable=False),  # uint32 little-endian
)  # fmt: skip

signature_bands = Table(
    "signature_bands", metadata,
    Column("band", BigInteger, primary_key=True),  # hash of band number, its rows and the text's numbers
    Column("number", BigInteger, primary_key=True),
    sqlite_with_rowid=False,
)  # fmt: skip

FACETS = (
    "site", "status", "content_type", "function", "topic_category", "genre_category", "issuing_agency",
    "document_number", "index_number", "written_on", "effective_status", "source", "author", "language",
    "legacy_column", "run_id", "updated_at",
)  # fmt: skip

catalogue = Table(
    "catalogue", metadata,
    Column("docid", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),  # see guiyi.library.search
    Column("resource_id", String(40), nullable=False, unique=True),
    *(Column(name, resources.c[name].type, nullable=resources.c[name].nullable) for name in FACETS),
    *(Index(f"ix_catalogue_{name}_docid", name, "docid") for name in FACETS if name != "site"),
    Index("ix_catalogue_site_updated_at_docid", "site", "updated_at", "docid"),
)  # fmt: skip

catalogue_columns = Table(
    "catalogue_columns", metadata,
    Column("column", String(100), primary_key=True),
    Column("docid", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False, index=True),
    sqlite_with_rowid=False,
)  # fmt: skip
