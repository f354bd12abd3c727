"""Text of attachments in the library, by content: read once for all resources that hold the file, and masked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, or_, select

from guiyi.clean.privacy import mask_text
from guiyi.database import reading
from guiyi.extract.bounded import read_bounded
from guiyi.extract.filetext import MAX_FILE, TOO_LARGE, UNSUPPORTED, FileText, has_reader
from guiyi.extract.filetext import REVISION as READERS_REVISION
from guiyi.library.assets import asset_key
from guiyi.library.tables import asset_texts, assets, resource_assets
from guiyi.prints import print_of
from guiyi.run import Run

CHUNK = 400
SHOWN = re.compile(r"(?:image|audio|video)/")  # such files say nothing to read
REVISION = print_of(READERS_REVISION, "masked", 2)  # a text made otherwise is read again


def read_texts(run: Run, digests: Iterable[str], new_assets: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Digests of files in the store, rows of those not in `assets` yet → rows for `asset_texts` that are missing.

    Each file is read in a child process with limits; what can't be read has its reason. Personal data is masked.
    """
    due = {row["sha256"]: row for row in new_assets}
    with reading(run.engine) as connection:
        due |= _without_text(connection, sorted(set(digests) - due.keys()))
    return [_row(run, due[digest]) for digest in sorted(due) if not SHOWN.match(due[digest]["media_type"])]


def _without_text(connection: Connection, digests: Sequence[str]) -> dict[str, dict[str, Any]]:
    joined = assets.outerjoin(asset_texts, asset_texts.c.sha256 == assets.c.sha256)
    is_due = or_(asset_texts.c.sha256.is_(None), asset_texts.c.revision != REVISION)
    found: dict[str, dict[str, Any]] = {}
    for start in range(0, len(digests), CHUNK):
        some = assets.c.sha256.in_(digests[start : start + CHUNK])
        rows = connection.execute(select(assets).select_from(joined).where(some, is_due)).mappings()
        found |= {row["sha256"]: dict(row) for row in rows}
    return found


def _row(run: Run, asset: Mapping[str, Any]) -> dict[str, Any]:
    if not has_reader(asset["media_type"]):
        found = FileText(UNSUPPORTED, note=f"no text is read from {asset['media_type']}")
    elif asset["bytes"] > MAX_FILE:
        found = FileText(TOO_LARGE, note=f"{asset['bytes']:,} bytes, more than the {MAX_FILE:,} that are read")
    else:
        found = read_bounded(asset["media_type"], run.store.read(asset_key(asset["sha256"])))
    text, _counts = mask_text(found.text)
    return {
        "sha256": asset["sha256"], "status": found.status, "text": text, "note": found.note, "revision": REVISION,
    }  # fmt: skip


def texts_of(connection: Connection, resource_id: str) -> dict[str, str]:
    """Resource → the texts of its attachments, by digest."""
    joined = resource_assets.join(asset_texts, asset_texts.c.sha256 == resource_assets.c.sha256)
    query = select(asset_texts.c.sha256, asset_texts.c.text).select_from(joined)
    query = query.where(resource_assets.c.resource_id == resource_id, asset_texts.c.text != "")
    return {digest: text for digest, text in connection.execute(query)}
