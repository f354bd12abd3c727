"""Attachments and images: each lies in the store with the right bytes, or is listed as broken with its reason."""

from __future__ import annotations

import hashlib
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from guiyi.ledger import pages
from guiyi.library.tables import asset_texts, assets, resource_assets, resources
from guiyi.prints import sha256_of
from guiyi.retire.reconcile.balance import BrokenFile
from guiyi.retire.reconcile.findings import Finding, found_among
from guiyi.retire.reconcile.streams import stream
from guiyi.runs.run import Run
from guiyi.store import Store

SAMPLE = 40  # files whose bytes are hashed again in one reconciliation
SAMPLE_BYTES = 100 * 2**20
PUBLISHED = "published"
PROGRAM = "application/vnd.microsoft.portable-executable"
NOT_MARKUP = re.compile(r"\.(?:pdf|zip|rar|7z|ofd|docx|xlsx|pptx|jpe?g|png|gif)$", re.IGNORECASE)  # a .doc may be HTML
UNREADABLE = {"damaged": "损坏 damaged", "encrypted": "加密 encrypted", "crashed": "无法读取 unreadable"}

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Files:
    """The site's files: how many references and distinct files, what is wrong with them, and which are broken.

    absent: not in the store, or of another length; altered: other bytes than their name says (of `hashed` read again);
    unattached: fetched, but not held by the resource that names it. unreadable: kept as they are, but no reader opens
    them: damaged, protected by a password, an error page or a program under another name.
    """

    references: int
    distinct: int
    absent: Finding
    altered: Finding
    hashed: int
    unattached: Finding
    broken: list[BrokenFile]
    unreadable: list[BrokenFile]


def examine_files(connection: Connection, run: Run) -> Files:
    """Every file of the site's live resources, looked up in the store; a sample is read and hashed."""
    distinct = 0
    absent: list[str] = []
    sample: list[Row] = []
    start = hashlib.sha256(run.run_id.encode()).hexdigest()  # another sample in each run, the same on every machine
    for prefix, files in itertools.groupby(_files(connection, run.site), key=lambda row: str(row["sha256"])[:2]):
        some = list(files)
        sizes = run.store.sizes(f"assets/{prefix}", [str(row["sha256"]) for row in some])
        for row in some:
            distinct += 1
            if row["bytes"] is None or sizes.get(row["sha256"]) != row["bytes"]:
                absent.append(row["sha256"])
            else:
                sample = _keep_nearest([*sample, row], start)
    broken, unattached, references = _broken(connection, run.site)
    hashed, altered = _hash_again(run.store, sample)
    return Files(
        references, distinct, found_among(absent), altered, hashed, unattached, broken,
        _unreadable(connection, run.site),
    )  # fmt: skip


def _files(connection: Connection, site: str) -> Iterator[Row]:
    joined = resource_assets.join(resources, resources.c.resource_id == resource_assets.c.resource_id)
    joined = joined.outerjoin(assets, assets.c.sha256 == resource_assets.c.sha256)
    live = (resources.c.site == site) & (resources.c.status == PUBLISHED) & resource_assets.c.sha256.is_not(None)
    query = select(resource_assets.c.sha256, assets.c.bytes).distinct().select_from(joined).where(live)
    query = query.order_by(resource_assets.c.sha256)
    yield from stream(connection, query)


def _keep_nearest(rows: list[Row], start: str) -> list[Row]:
    """The SAMPLE files that follow `start` in the circle of digests."""
    if len(rows) < 2 * SAMPLE:
        return rows
    return sorted(rows, key=lambda row: (row["sha256"] < start, row["sha256"]))[:SAMPLE]


def _hash_again(store: Store, sample: Sequence[Row]) -> tuple[int, Finding]:
    left, hashed, altered = SAMPLE_BYTES, 0, []
    for row in sample[:SAMPLE]:
        if row["bytes"] > left:
            continue
        left -= row["bytes"]
        hashed += 1
        digest = row["sha256"]
        if sha256_of(store.read(f"assets/{digest[:2]}/{digest}")) != digest:
            altered.append(digest)
    return hashed, found_among(altered)


def _broken(connection: Connection, site: str) -> tuple[list[BrokenFile], Finding, int]:
    """References without a file: those that could not be had, those that could; and the number of all references."""
    query = _references(site).where(resource_assets.c.sha256.is_(None))
    query = query.order_by(resources.c.resource_id, resource_assets.c.role, resource_assets.c.position)
    broken, unattached = [], []
    for row in stream(connection, query):
        if _could_be_had(row):
            unattached.append(str(row["legacy_url"]))
        else:
            broken.append(_broken_file(row))
    references = connection.execute(_references(site).with_only_columns(resource_assets.c.role)).all()
    return broken, found_among(unattached), len(references)


def _unreadable(connection: Connection, site: str) -> list[BrokenFile]:
    query = _references(site).add_columns(asset_texts.c.status, asset_texts.c.note, assets.c.media_type)
    query = query.join(assets, assets.c.sha256 == resource_assets.c.sha256)
    query = query.outerjoin(asset_texts, asset_texts.c.sha256 == resource_assets.c.sha256)
    query = query.where(resource_assets.c.role == "attachment")
    query = query.order_by(resources.c.resource_id, resource_assets.c.position)
    return [
        BrokenFile(url=row["legacy_url"], reason=why, **_named(row))
        for row in stream(connection, query)
        if (why := _why_unreadable(row))
    ]


def _why_unreadable(row: Row) -> str | None:
    if row["media_type"] == PROGRAM:
        return "可执行程序 a program"
    if row["media_type"] == "text/html" and NOT_MARKUP.search(row["name"] or ""):
        return "内容是网页，不是所称的文件 a web page under the name of a file"
    if row["status"] in UNREADABLE:
        return f"{UNREADABLE[row['status']]}: {row['note'] or ''}".rstrip(": ")
    return None


def _references(site: str) -> Any:
    joined = resource_assets.join(resources, resources.c.resource_id == resource_assets.c.resource_id)
    joined = joined.outerjoin(pages, (pages.c.site == site) & (pages.c.key == resource_assets.c.key))
    file = resource_assets.c
    fields = [file.legacy_url, file.name, file.role, file.key, resources.c.resource_id, resources.c.title]
    query = select(*fields, pages.c.digest, pages.c.state, pages.c.reason, pages.c.redirect_to).select_from(joined)
    return query.where(resources.c.site == site, resources.c.status == PUBLISHED)


def _could_be_had(row: Row) -> bool:
    """Fetched with its bytes, or of this site and never asked for."""
    if row["state"] is None:
        return bool(row["key"]) and not str(row["key"]).startswith("//")
    return row["digest"] is not None and row["redirect_to"] is None


def _broken_file(row: Row) -> BrokenFile:
    reason = row["reason"] or "站外文件，未抓取 on another host, not fetched"
    return BrokenFile(url=row["legacy_url"], reason=reason, **_named(row))


def _named(row: Row) -> dict[str, str]:
    return {name: row[name] or "" for name in ("name", "role", "resource_id", "title")}
