"""Attachments whose name lacks its extension are named by the server's header, else by what the file is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from guiyi.clean.privacy import mask_text
from guiyi.crawl.archiving.archive import read_response
from guiyi.crawl.reading.addresses import ATTACHMENT
from guiyi.extract.files.names import GENERIC_NAME, SCRIPT, disposition_name
from guiyi.library.assets import archived_files, media_type_of
from guiyi.runs.run import Run

EXTENSIONS = {
    "application/pdf": ".pdf", "application/msword": ".doc", "application/vnd.ms-excel": ".xls",
    "application/vnd.ms-powerpoint": ".ppt", "application/ofd": ".ofd", "application/rtf": ".rtf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
    "application/zip": ".zip", "application/vnd.rar": ".rar", "application/x-7z-compressed": ".7z",
}  # fmt: skip


def with_file_names(run: Run, connection: Connection, records: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """RECORDS rows → the same, attachments named with an extension where header or bytes tell one. StoreError."""
    unsure = {one["key"] for row in records for one in row["attachments"] or () if _is_unsure(one)}
    found = archived_files(connection, run.site, unsure) if unsure else {}
    names = {key: _told(run, row) for key, row in sorted(found.items())}
    return [
        {**row, "attachments": [_named(one, names) for one in row["attachments"] or ()]} if unsure else row
        for row in records
    ]


def _is_unsure(file: Mapping[str, Any]) -> bool:
    return bool(file["key"]) and not ATTACHMENT.search(file["name"] or "")


def _told(run: Run, row: Any) -> tuple[str | None, str]:
    """An archived file → its name by the server's header, its extension."""
    response = read_response(run.store, row.warc, row.warc_offset, row.warc_length)
    name, _masks = mask_text(disposition_name(response.header("Content-Disposition")) or "")
    extension = ATTACHMENT.search(name)
    return name or None, extension[0] if extension else EXTENSIONS.get(media_type_of(response.body), "")


def _named(file: Mapping[str, Any], names: Mapping[str, tuple[str | None, str]]) -> Mapping[str, Any]:
    if not _is_unsure(file) or file["key"] not in names:
        return file
    name, extension = names[file["key"]]
    words = file["name"] or ""
    is_generic = not words or bool(GENERIC_NAME.match(words) or SCRIPT.search(words))
    return {**file, "name": name if name and is_generic else words + extension}
