"""What stages hand on: parquet files with declared schemas, named by small manifests (guiyi/runs/manifest.py)."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from guiyi.store import Store

ROWS = 250  # in memory at once: a stage's peak grows with these, not with its batch
_text, _texts, _int, _flag = pa.string(), pa.list_(pa.string()), pa.int64(), pa.bool_()
_attachment = pa.struct([("name", _text), ("key", _text), ("legacy_url", _text)])
_image = pa.struct([("alt", _text), ("key", _text), ("legacy_url", _text)])
_letter = pa.struct(
    [
        *((name, _text) for name in ("subject", "question", "asked_at", "accepted_at", "replied_at")),
        *((name, _text) for name in ("reply_agency", "reply", "status", "writer")),
        ("is_public", _flag),
    ]
)
_finding = pa.struct(
    [*((name, _text) for name in ("kind", "severity", "action", "place", "excerpt", "target")), ("words", _texts)]
)
_mask = pa.struct([*((name, _text) for name in ("mask", "kind", "field", "policy")), ("position", _int)])
_placement = pa.struct([("column", _text), ("legacy_column", _text)])

# One content item as its page says it. Times: ISO 8601 in the page's own precision, +08:00 where a time is known.
DOCUMENTS = pa.schema(
    [
        ("source_key", _text),  # identity in the site: the template's source_key, else the page key
        ("page_key", _text),
        ("url", _text),
        ("title", _text),
        ("published_at", _text),
        ("published_how", _text),  # which signal won: label, meta, list, url …
        ("written_on", _text),
        ("source", _text),
        ("author", _text),
        ("document_number", _text),
        ("index_number", _text),
        ("issuing_agency", _text),
        ("effective_status", _text),
        ("topic_category", _text),  # 主题分类 and 体裁分类 as the page says them
        ("genre_category", _text),
        ("summary", _text),
        ("keywords", _texts),
        ("language", _text),
        ("content_type", _text),  # null: the column decides
        ("section", _text),  # legacy column in the page's own words
        ("section_path", _texts),  # breadcrumb, top first
        ("body_html", _text),  # absolute legacy URLs; not yet sanitised
        ("body_text", _text),  # blocks separated by one line feed
        ("attachments", pa.list_(_attachment)),
        ("images", pa.list_(_image)),
        ("letter", _letter),
        ("details", _text),  # JSON of a structured content type, see guiyi.extract.types; null for running text
        ("template", _text),  # template that matched, or null
        ("extractor", _text),  # what gave the body: css:.TRS_Editor, comment:ZJEG_RSS.content, trafilatura …
        ("selectors", _texts),  # which selector of its templates gave which field: "title css:h1"
        ("judged", pa.float64()),  # agreement of the judge with the body, 0–1; null for a page that was not judged
        ("verdict", _text),  # text, image-only, attachment-only, letter
        ("charset", _text),
        ("repairs", _texts),  # names of the cleaning rules that fired
        ("flags", _texts),  # doubts a reviewer should see: date-conflict, replacement-characters …
        ("people", _texts),  # whom a letter names: masked in its files when these are read; null before cleaning
        ("masks", pa.list_(_mask)),  # personal data that was masked: which kind, where, by which policy; not the value
        ("tampering", pa.list_(_finding)),  # what was injected into the page, see guiyi.tampering.findings
        ("raw_print", _text),
        ("given_print", _text),  # of the page with all that the ledger told of it; equal print, nothing to extract
        ("template_print", _text),
    ]
)

# Rows that did not go on. One a source key; payload is JSON and enough to replay the record.
REFUSED = pa.schema(
    [
        ("source_key", _text),
        ("page_key", _text),
        ("url", _text),
        ("outcome", _text),  # held, dropped, failed
        ("code", _text),
        ("reason", _text),
        ("payload", _text),
    ]
)

# Which documents are copies of which. One row a copy; a canonical document has no row.
CLUSTERS = pa.schema(
    [
        ("source_key", _text),  # the copy
        ("page_key", _text),
        ("url", _text),
        ("section", _text),
        ("canonical_key", _text),  # source key in this site, or null
        ("canonical_resource", _text),  # resource of another site, or null
        ("canonical_print", _text),  # what that said when it was compared; see guiyi.dedupe.signatures.text_print
        ("kind", _text),  # same-key, exact, near, joined
        ("similarity", pa.float64()),
        ("title", _text),
        ("source", _text),
        ("published_at", _text),
    ]
)

# How canonical documents of this site stand to other documents, beside the clusters. One row a relation.
RELATIONS = pa.schema(
    [
        ("relation", _text),  # excerpt_of; supersedes: the other, of another site, becomes a copy of the resource
        ("resource_id", _text),
        ("other_id", _text),
        ("other_print", _text),  # what another site's said when it was compared
        ("kind", _text),  # exact, near, joined
        ("similarity", pa.float64()),
    ]
)

# All documents of a site that were deduplicated, beside the clusters: where links to their pages lead. instead: what
# stands there in the place of the page, as at other addresses that lists call differently; else null.
KEYS = pa.schema([("page_key", _text), ("source_key", _text), ("instead", _text)])

# Canonical documents in the platform's terms; what load takes.
RECORDS = pa.schema(
    [
        ("resource_id", _text),
        ("source_key", _text),
        ("index_number", _text),
        ("title", _text),
        ("content_type", _text),
        ("function", _text),
        ("column", _text),
        ("placements", pa.list_(_placement)),  # all columns, the primary first
        ("topic_category", _text),
        ("genre_category", _text),
        ("classes", _text),  # JSON: how sure both are, by what, and proposals; see guiyi.mapping.classify
        ("issuing_agency", _text),
        ("document_number", _text),
        ("written_on", _text),
        ("published_at", _text),
        ("effective_status", _text),
        ("source", _text),
        ("author", _text),
        ("summary", _text),
        ("keywords", _texts),
        ("body_html", _text),  # sanitised, links rewritten
        ("body_text", _text),
        ("language", _text),
        ("legacy_column", _text),
        ("legacy_urls", pa.list_(pa.struct([("url", _text), ("key", _text)]))),  # of this site, all merged copies
        ("attachments", pa.list_(_attachment)),
        ("images", pa.list_(_image)),
        ("letter", _letter),
        ("details", _text),  # as in DOCUMENTS; its addresses have the platform's `url` beside them
        ("flags", _texts),
        ("people", _texts),  # as in DOCUMENTS; never loaded
        ("content_sha256", _text),  # of title, dates, body and files as published
        ("raw_print", _text),
        ("template_print", _text),
        ("mapping_print", _text),
        ("record_print", _text),  # of the whole record; equal print, nothing to load
    ]
)


@contextmanager
def writing_rows(store: Store, key: str, schema: pa.Schema) -> Iterator[Callable[[pa.Table], None]]:
    """What takes Arrow tables, one after another, and makes one parquet file of them, whole or not at all."""
    buffer = io.BytesIO()
    with pq.ParquetWriter(buffer, schema, compression="zstd") as writer:

        def add(table: pa.Table) -> None:
            if table.num_rows:
                writer.write_table(table)

        yield add
    store.write(key, buffer.getvalue())


def table_of(rows: list[dict[str, Any]], schema: pa.Schema) -> pa.Table:
    """Rows (dicts; absent keys are null) → Arrow table."""
    return pa.Table.from_pylist(rows, schema=schema)


def write_rows(store: Store, key: str, rows: list[dict[str, Any]], schema: pa.Schema) -> None:
    """Rows (dicts; absent keys are null) → parquet, whole or not at all. Same rows, same bytes."""
    write_table(store, key, table_of(rows, schema))


def write_table(store: Store, key: str, table: pa.Table) -> None:
    """Arrow table → parquet, whole or not at all."""
    buffer = io.BytesIO()
    pq.write_table(table, buffer, compression="zstd")
    store.write(key, buffer.getvalue())


def table_of_frame(frame: pd.DataFrame, schema: pa.Schema) -> pa.Table:
    """Pandas table → Arrow table with the declared schema; a missing or wrongly typed field raises."""
    return pa.Table.from_pandas(frame, schema=schema, preserve_index=False)


def stream(store: Store, key: str, fields: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
    """Parquet → its rows, ROWS at a time, of these fields or of all."""
    file = pq.ParquetFile(io.BytesIO(store.read(key)), pre_buffer=False)
    yield from file.iter_batches(ROWS, columns=list(fields) if fields else None, use_threads=False)


def rows_at(store: Store, key: str, numbers: Sequence[int]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Parquet and numbers of rows → these rows with their numbers; only the groups that hold them are read."""
    file, wanted, first = pq.ParquetFile(io.BytesIO(store.read(key)), pre_buffer=False), sorted(set(numbers)), 0
    for group in range(file.num_row_groups):
        after = first + file.metadata.row_group(group).num_rows
        mine = [at for at in wanted if first <= at < after]
        if mine:
            rows = file.read_row_group(group, use_threads=False).take([at - first for at in mine]).to_pylist()
            yield from zip(mine, rows, strict=True)
        first = after


def stream_rows(store: Store, key: str, fields: Sequence[str] | None = None) -> Iterator[dict[str, Any]]:
    """Parquet → dicts, of these fields or of all, of which ROWS are in memory at once."""
    for some in stream(store, key, fields):
        yield from some.to_pylist()


def read_rows(store: Store, key: str, fields: Sequence[str] | None = None) -> list[dict[str, Any]]:
    """Parquet → dicts, of these fields or of all."""
    table = pq.read_table(io.BytesIO(store.read(key)), columns=list(fields) if fields else None)
    rows: list[dict[str, Any]] = table.to_pylist()
    return rows


def read_frame(store: Store, key: str, fields: list[str] | None = None) -> pd.DataFrame:
    """Parquet → pandas table (object dtype: None is null, lists and structs are Python's)."""
    return frame_of(pq.read_table(io.BytesIO(store.read(key)), columns=fields))


def frame_of(table: pa.Table | pa.RecordBatch) -> pd.DataFrame:
    """Arrow table → pandas table, as `read_frame` gives it."""
    names = table.schema.names
    return pd.DataFrame({name: pd.Series(table[name].to_pylist(), dtype=object) for name in names})


def batched(rows: Iterable[dict[str, Any]], size: int) -> Iterator[list[dict[str, Any]]]:
    """Rows → the same, so many at a time."""
    some = iter(rows)
    while taken := list(islice(some, size)):
        yield taken


def count_rows(store: Store, key: str) -> int:
    """How many rows a parquet file has."""
    return int(pq.read_metadata(io.BytesIO(store.read(key))).num_rows)
