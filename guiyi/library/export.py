"""The library in the unified metadata: JSONL, CSV, Parquet or XLSX, streamed, the same bytes for the same state."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter
from sqlalchemy import Connection, Engine, select

from guiyi.clean.markup import made_safe
from guiyi.clean.masking import shown_address
from guiyi.database import chunks, reading
from guiyi.errors import ConfigError
from guiyi.library.records import LETTER_FIELDS
from guiyi.library.states import read_states
from guiyi.library.tables import assets, resources

FIELDS = (
    "resource_id", "index_number", "title", "content_type", "function", "column", "topic_category", "genre_category",
    "issuing_agency", "document_number", "written_on", "published_at", "effective_status", "source", "author",
    "summary", "keywords", "body_html", "body_text", "language", "legacy_site", "legacy_column", "legacy_urls",
    "attachments", "images", "letter", "status", "version", "content_sha256", "run_id", "first_loaded_at", "updated_at",
)  # fmt: skip
CHUNK = 200
EPOCH = datetime(1980, 1, 1, tzinfo=UTC)  # a fixed time of making: same state, same bytes
CELL = 32_767  # characters a cell of a worksheet holds
FORMULA = re.compile(r"^[=+\-@＝＋－＠\t\r\n]")  # in full width, too: Excel in Chinese takes ＝ for =
# Line ends to Python's splitlines and to JavaScript, but not to JSON; they stand only inside of strings.
LINE_BREAK = re.compile("[\x85\u2028\u2029]")
# XML 1.0 has no place for these, so neither has a worksheet.
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")

_text = pa.string()
_attachment = [("name", _text), ("url", _text), ("legacy_url", _text), ("media_type", _text), ("bytes", pa.int64())]
TYPES: dict[str, pa.DataType] = {
    "keywords": pa.list_(_text),
    "legacy_urls": pa.list_(_text),
    "attachments": pa.list_(pa.struct([*_attachment, ("sha256", _text)])),
    "images": pa.list_(pa.struct([(name, _text) for name in ("url", "legacy_url", "alt", "sha256")])),
    "letter": pa.struct([(name, _text) for name in LETTER_FIELDS]),
    "version": pa.int64(),
}
SCHEMA = pa.schema([(name, TYPES.get(name, _text)) for name in FIELDS])


def export(
    engine: Engine, out: IO[bytes], format: str = "jsonl", site: str | None = None,
    statuses: Sequence[str] | None = None,
) -> int:  # fmt: skip
    """Library → one record a resource, in order of resource id, into an open file → how many. ConfigError: no format.

    format: jsonl, csv, parquet, xlsx. site: only resources that came from this old site. statuses: only resources in
    one of these states.
    """
    if format not in WRITERS:
        raise ConfigError(f"there is no export format {format}; choose one of {', '.join(WRITERS)}")
    with reading(engine) as connection:
        if connection.dialect.name == "postgresql":  # one snapshot for all statements, as on SQLite
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        return WRITERS[format](export_records(connection, site, statuses), out)


def export_records(
    connection: Connection, site: str | None = None, statuses: Sequence[str] | None = None
) -> Iterator[dict[str, Any]]:
    """Export records in order of resource id, some in memory at a time."""
    ids = select(resources.c.resource_id)
    if site is not None:
        ids = ids.where(resources.c.site == site)
    if statuses is not None:
        ids = ids.where(resources.c.status.in_(statuses))
    # ids are 24 hex digits: sorting them here is 10 MB at 100,000, and independent of the database's collation
    wanted = iter(sorted(connection.execute(ids).scalars()))
    while some := list(islice(wanted, CHUNK)):
        states = read_states(connection, some)
        files = _files(connection, states.values())
        for resource_id in some:
            yield _record(states[resource_id], files)


def record_of(connection: Connection, resource_id: str) -> dict[str, Any] | None:
    """One resource's export record, or None."""
    return records_of(connection, [resource_id]).get(resource_id)


def records_of(connection: Connection, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Resource ids → the export records of those that are there."""
    states = read_states(connection, ids)
    files = _files(connection, states.values())
    return {resource_id: _record(state, files) for resource_id, state in states.items()}


def _files(connection: Connection, states: Iterable[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    digests = sorted({one["sha256"] for state in states for one in state["assets"] if one["sha256"]})
    found: dict[str, dict[str, Any]] = {}
    for some in chunks(digests):
        wanted = select(assets).where(assets.c.sha256.in_(some))
        found |= {row["sha256"]: dict(row) for row in connection.execute(wanted).mappings()}
    return found


def _record(state: dict[str, Any], files: dict[str, dict[str, Any]]) -> dict[str, Any]:
    resource = state["resource"]
    in_order = sorted(state["assets"], key=lambda one: (one["role"], one["position"]))
    letter = state["letter"]
    made: dict[str, Any] = {
        "body_html": made_safe(resource["body_html"]) if resource["body_html"] else resource["body_html"],
        "legacy_site": resource["site"],
        "legacy_urls": sorted(shown_address(one["url"]) for one in state["legacy_urls"]),
        "attachments": [_file(one, files) for one in in_order if one["role"] == "attachment"],
        "images": [_image(one) for one in in_order if one["role"] == "image"],
        "letter": None if letter is None else {name: letter[name] for name in LETTER_FIELDS},
    }
    return {name: made[name] if name in made else resource[name] for name in FIELDS}


def _url(sha256: str | None) -> str | None:
    return f"/assets/{sha256}" if sha256 else None


def _file(one: dict[str, Any], files: dict[str, dict[str, Any]]) -> dict[str, Any]:
    known = files.get(one["sha256"] or "", {})
    return {
        "name": one["name"], "url": _url(one["sha256"]), "legacy_url": one["legacy_url"],
        "media_type": known.get("media_type"), "bytes": known.get("bytes"), "sha256": one["sha256"],
    }  # fmt: skip


def _image(one: dict[str, Any]) -> dict[str, Any]:
    digest = one["sha256"]
    return {"url": _url(digest), "legacy_url": one["legacy_url"], "alt": one["name"], "sha256": digest}


def _write_jsonl(records: Iterator[dict[str, Any]], out: IO[bytes]) -> int:
    count = 0
    for record in records:
        text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
        out.write(LINE_BREAK.sub(_escape, text).encode() + b"\n")
        count += 1
    return count


def _escape(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"


def cell_of(value: Any) -> Any:
    """A value → what a table's cell holds: nested values as JSON, and nothing that a spreadsheet would run."""
    if isinstance(value, (list, dict)):
        value = json.dumps(value, ensure_ascii=False)
    if isinstance(value, str) and FORMULA.match(value):
        return f"'{value}"
    return value


def _write_csv(records: Iterator[dict[str, Any]], out: IO[bytes]) -> int:
    count = 0
    out.write("\ufeff".encode())  # without it spreadsheets take the file for the system's own charset
    out.write(csv_line(FIELDS))
    for record in records:
        out.write(csv_line("" if record[name] is None else cell_of(record[name]) for name in FIELDS))
        count += 1
    return count


def csv_line(cells: Iterable[Any]) -> bytes:
    """Cells → one line of CSV."""
    buffer = io.StringIO()
    csv.writer(buffer).writerow(list(cells))
    return buffer.getvalue().encode()


def _write_parquet(records: Iterator[dict[str, Any]], out: IO[bytes]) -> int:
    count = 0
    with pq.ParquetWriter(out, SCHEMA, compression="zstd") as writer:
        while some := list(islice(records, 2000)):
            writer.write_table(pa.Table.from_pylist(some, schema=SCHEMA))
            count += len(some)
    return count


def _write_xlsx(records: Iterator[dict[str, Any]], out: IO[bytes]) -> int:
    buffer = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "in_memory": False}
    book = xlsxwriter.Workbook(buffer, options)
    book.set_properties({"created": EPOCH})
    sheet = book.add_worksheet("resources")
    sheet.freeze_panes(1, 2)
    for position, name in enumerate(FIELDS):
        sheet.write_string(0, position, name)
    count = 0
    for record in records:
        count += 1
        for position, name in enumerate(FIELDS):
            _write_cell(sheet, count, position, cell_of(record[name]))
    book.close()
    out.write(buffer.getvalue())
    return count


def _write_cell(sheet: Any, row: int, position: int, value: Any) -> None:
    if isinstance(value, int):
        sheet.write_number(row, position, value)
    elif value is not None:
        text = NOT_XML.sub("\ufffd", str(value))
        # the format has no room for more; the other formats hold it whole
        sheet.write_string(row, position, text if len(text) <= CELL else f"{text[: CELL - 1]}…")


WRITERS: dict[str, Callable[[Iterator[dict[str, Any]], IO[bytes]], int]] = {
    "jsonl": _write_jsonl,
    "csv": _write_csv,
    "parquet": _write_parquet,
    "xlsx": _write_xlsx,
}
