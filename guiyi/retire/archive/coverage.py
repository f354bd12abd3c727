"""The archive gate: is every page captured, is the package whole, and do its pages replay with the library's text?"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select

from guiyi.checks import Check
from guiyi.crawl.archiving.archive import read_response, segment_key
from guiyi.database import reading
from guiyi.errors import StoreError
from guiyi.ledger import GONE, LIST, PAGE, REQUISITE, SKIPPED, listings, pages, site_states
from guiyi.library.register import url_decisions
from guiyi.library.tables import legacy_urls, resources
from guiyi.retire.archive.package import Capture, Package, payload_digest, write_package
from guiyi.retire.archive.reader import PackageReader
from guiyi.retire.archive.replay import check_replay
from guiyi.retire.case import Case
from guiyi.settings import now
from guiyi.store import Store

EXAMPLES = 3
CAPTURED, FORWARDED, ABSENT, LEFT_OUT, DECIDED, FAILED = "captured", "redirect", "gone", "left out", "decided", "failed"


@dataclass(frozen=True)
class Covered:
    """One URL and whether the archive has it. how: captured, redirect, gone, left out, decided, failed."""

    url: str
    role: str
    how: str
    reason: str


def coverage_of(connection: Connection, site: str) -> Iterator[Covered]:
    """Every URL that the ledger knows of a site, and whether the archive has it."""
    decided = set(connection.execute(select(url_decisions.c.key).where(url_decisions.c.site == site)).scalars())
    for page in connection.execute(select(pages).where(pages.c.site == site).order_by(pages.c.key)).mappings():
        yield Covered(page["url"], page["role"], _how(page, decided), page["error"] or "")


def _how(page: Any, decided: set[str]) -> str:
    if page["warc"]:
        return CAPTURED
    if page["redirect_to"]:
        return FORWARDED
    if page["state"] == GONE:
        return ABSENT
    if page["state"] == SKIPPED:
        return LEFT_OUT
    return DECIDED if page["key"] in decided else FAILED


def package_key(site: str) -> str:
    """Site → store key of its archive package."""
    return f"sites/{site}/retirement/{site}.wacz"


def package_faults(store: Store, site: str, sha256: str | None) -> list[str]:
    """A site's package, and its digest when it was approved (None: not yet) → everything that is wrong with it."""
    key = package_key(site)
    if not store.exists(key):
        return [f"{key} is missing"]
    faults = []
    if sha256 is not None and store.sha256(key) != sha256:
        faults.append(f"{key} is not the file that was approved")
    with store.open(key) as source, PackageReader(source) as reader:
        return [*faults, *reader.faults()]


def check_archive(case: Case) -> tuple[list[Check], dict[str, Any]]:
    """Makes the site's package → checks of coverage, package and replay, and what the package is. StoreError."""
    with reading(case.engine) as connection:
        covered = list(coverage_of(connection, case.site))
    _write_coverage(case, covered)
    checks = _coverage_checks(case, covered)
    with tempfile.TemporaryDirectory(prefix="guiyi-wacz-") as folder:
        path = Path(folder) / f"{case.site}.wacz"
        try:
            package = _make(case, path)
        except StoreError as error:
            return [*checks, _packed(str(error))], {}
        with PackageReader(path) as reader:
            faults = list(reader.faults())
            checks += [_packed("; ".join(faults[:EXAMPLES])), check_replay(case, reader)]
        case.store.put(package.key, path)
    return checks, asdict(package)


def _packed(faults: str) -> Check:
    meaning = "归档包有索引、页面和摘要 the package has index, pages and digests"
    advice = "mend the store, then run it again"
    return Check("archive-packed", meaning, True, not faults, faults or "whole", advice)


def _write_coverage(case: Case, covered: list[Covered]) -> None:
    lines = "".join(json.dumps(asdict(one), ensure_ascii=False) + "\n" for one in covered)
    case.store.write(f"sites/{case.site}/retirement/coverage.jsonl", lines.encode("utf-8", "replace"))


def _coverage_checks(case: Case, covered: list[Covered]) -> list[Check]:
    failed = [one for one in covered if one.how == FAILED and one.role != REQUISITE]
    furniture = [one for one in covered if one.how == FAILED and one.role == REQUISITE]
    whole = sum(1 for one in covered if one.how == CAPTURED)
    advice = f"`guiyi archive retry {case.site} URL`, or decide that the address is gone"
    return [
        Check("archive-complete", "每个网址都已归档或有决定 every URL is captured or decided", True,
              not failed, f"{whole:,} of {len(covered):,} captured{_examples(failed)}", advice),
        Check("archive-furniture", "页面构件（样式、图片、脚本）都已归档 page furniture is captured", False,
              not furniture, f"{len(furniture)} missing{_examples(furniture)}", advice),
    ]  # fmt: skip


def _examples(some: list[Covered]) -> str:
    return "; not: " + ", ".join(f"{one.url} ({one.reason})" for one in some[:EXAMPLES]) if some else ""


def _make(case: Case, path: Path) -> Package:
    with reading(case.engine) as connection:
        captures = list(_captures(case, connection))
        state = connection.execute(select(site_states).where(site_states.c.site == case.site)).one_or_none()
        newest = connection.execute(select(func.max(pages.c.fetched_at)).where(pages.c.site == case.site)).scalar()
    if state is None:
        raise StoreError(f"nothing of {case.site} was ever archived; migrate it first")
    segments = [
        (key, state.warc_bytes if number == state.warc_segment else 2**62)
        for number in range(state.warc_segment + 1)
        if case.store.exists(key := segment_key(case.site, number))
    ]
    title = f"{case.config.site.name} {case.config.site.base_url}"
    write_package(path, case.store, title, newest or now().isoformat(), segments, captures)
    listed = sum(1 for one in captures if one.title is not None)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Package(package_key(case.site), digest, path.stat().st_size, len(captures), listed)


def _captures(case: Case, connection: Connection) -> Iterator[Capture]:
    """Everything captured, each record read once: damaged ones are told here. StoreError."""
    titles = _titles(connection, case.site)
    wanted = select(pages).where(pages.c.site == case.site, pages.c.warc.is_not(None)).order_by(pages.c.key)
    for page in connection.execute(wanted).mappings():
        response = read_response(case.store, page["warc"], page["warc_offset"], page["warc_length"])
        is_page = page["role"] in (PAGE, LIST) and (page["media_type"] or "").startswith(
            ("text/html", "application/xh")
        )
        title = titles.get(page["key"], page["url"]) if is_page else None
        yield Capture(
            response.url, response.fetched_at, page["media_type"], page["warc"], page["warc_offset"],
            page["warc_length"], payload_digest(response.raw_body), title,
        )  # fmt: skip


def _titles(connection: Connection, site: str) -> dict[str, str]:
    """Key → title, from the old lists and, where it is live, from the library."""
    listed = select(listings.c.key, listings.c.title).where(listings.c.site == site, listings.c.title.is_not(None))
    found = {key: title for key, title in connection.execute(listed)}
    joined = legacy_urls.join(resources, resources.c.resource_id == legacy_urls.c.resource_id)
    live = select(legacy_urls.c.key, resources.c.title).select_from(joined).where(legacy_urls.c.site == site)
    return found | {key: title for key, title in connection.execute(live)}
