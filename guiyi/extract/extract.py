"""The extract stage: archived pages of a batch → a documents part; unchanged pages are taken over from earlier parts.

Pages are read and parsed in worker processes; a page that breaks its worker is held, the others go on.
"""

from __future__ import annotations

import json
import multiprocessing
import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from typing import Any

from sqlalchemy import and_, exists, func, or_, select, update

from guiyi.crawl.observe import FRAMED
from guiyi.database import reading, writing
from guiyi.extract.document import extraction_print
from guiyi.extract.examine import Safety
from guiyi.extract.given import RELEASABLE, Page, refusal, was_released
from guiyi.extract.sheets import safety_of
from guiyi.extract.split import digest_of, groups_of
from guiyi.extract.worker import extract_chunk
from guiyi.handover import DOCUMENTS, REFUSED, Manifest, part_key, read_rows, refused_key, write_rows
from guiyi.ledger import ASSET, FAILED, FETCHED, LIST, PAGE, listings, pages, seen_urls, site_states
from guiyi.prints import print_of, sha256_of
from guiyi.run import Progress, Run, no_progress

BATCH_PAGES = 2000
MAX_BATCHES = 64
CHUNK = 50
INLINE_PAGES = 100  # fewer are done here: a pool takes longer to start

_pool: ProcessPoolExecutor | None = None


# --- batches ---------------------------------------------------------------------------------------------------------


def batch_of(key: str, batches: int) -> str:
    """Page key → its batch, the same from run to run."""
    return f"{int(sha256_of(key.encode('utf-8', 'surrogatepass'))[:8], 16) % batches:03d}"


def plan_batches(run: Run) -> list[str]:
    """The batches of the run's site, fixed at its first extraction: about 2,000 pages each, 64 at most."""
    ready = select(func.count()).where(_extractable(run))
    with reading(run.engine) as connection:
        count = int(connection.scalar(ready) or 0)
        state = connection.execute(select(site_states).where(site_states.c.site == run.site)).one()
    wanted = min(MAX_BATCHES, max(1, -(-count // BATCH_PAGES)))
    batches = int(state.batches)
    if wanted > 2 * batches or (batches == 1 and wanted > 1):
        batches = wanted
        with writing(run.engine) as connection:
            connection.execute(update(site_states).where(site_states.c.site == run.site).values(batches=batches))
    return [f"{number:03d}" for number in range(batches)]


def _extractable(run: Run) -> Any:
    """Pages, and files that a list names as items of its own."""
    own = (listings.c.site == pages.c.site) & (listings.c.key == pages.c.key) & listings.c.title.is_not(None)
    return and_(
        pages.c.site == run.site,
        or_(pages.c.role.in_((PAGE, LIST)), and_(pages.c.role == ASSET, exists().where(own))),
        pages.c.state.in_((FETCHED, FAILED)),
        pages.c.warc.is_not(None),
        pages.c.redirect_to.is_(None),
    )


def pages_of(run: Run, batch: str) -> list[Page]:
    """The pages of a batch, by key, with what list pages print of them."""
    named = (
        select(listings.c.key, func.min(listings.c.title).label("title"), func.min(listings.c.listed_on).label("day"))
        .where(listings.c.site == run.site)
        .group_by(listings.c.key)
        .subquery()
    )
    wanted = (
        select(pages, named.c.title, named.c.day)
        .outerjoin(named, named.c.key == pages.c.key)
        .where(_extractable(run), or_(pages.c.warc_length > 0))
        .order_by(pages.c.key)
    )
    with reading(run.engine) as connection:
        batches = connection.scalar(select(site_states.c.batches).where(site_states.c.site == run.site)) or 1
        rows = connection.execute(wanted).all()
    groups = groups_of({row.key: row.url for row in rows if row.role == PAGE}, run.urls)
    framed = _framed(run, rows, groups)
    groups |= framed
    mine = [row for row in rows if batch_of(row.key, int(batches)) == batch]
    members = {key for row in mine for key in groups.get(row.key, ())}
    parts = {row.key: _page(row) for row in rows if row.key in members}
    released = _released(run)
    made = [_page(row, tuple(parts[key] for key in groups.get(row.key, ())), released.get(row.key, ())) for row in mine]
    return [replace(one, is_framed=True) if one.key in framed else one for one in made]


def _framed(run: Run, rows: Sequence[Any], taken: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Pages that show another within themselves, and those shown → both keys, where each has but one such partner."""
    seen = select(seen_urls.c.key).where(seen_urls.c.site == run.site, seen_urls.c.how == FRAMED)
    with reading(run.engine) as connection:
        shown = set(connection.scalars(seen))
    known = {row.key for row in rows if row.role in (PAGE, LIST)} if shown else set()
    pairs = [(row.found_on, row.key) for row in rows if row.key in shown and row.found_on in known and row.role == PAGE]
    holders = Counter(outer for outer, _inner in pairs)
    pairs = [pair for pair in pairs if holders[pair[0]] == 1 and not {*pair} & taken.keys() and pair[1] not in holders]
    return {key: pair for pair in pairs for key in pair}


def _released(run: Run) -> dict[str, tuple[str, ...]]:
    """Page key → the holds of this stage from which a reviewer released it."""
    found: dict[str, tuple[str, ...]] = {}
    for one in run.decisions.of_kind("release"):
        if one.subject["code"] in RELEASABLE:
            found[one.subject["source_key"]] = (*found.get(one.subject["source_key"], ()), one.subject["code"])
    return found


def _page(row: Any, group: tuple[Page, ...] = (), released: tuple[str, ...] = ()) -> Page:
    return Page(
        row.key, row.url, row.role, row.charset, row.digest, row.warc, row.warc_offset, row.warc_length, row.title,
        row.day, group, released,
    )  # fmt: skip


# --- one batch -------------------------------------------------------------------------------------------------------


def extract_batch(run: Run, batch: str, progress: Progress = no_progress) -> Manifest:
    """Extracts the pages of one batch → manifest of its documents part; an existing part is taken as it is."""
    due = pages_of(run, batch)
    safety = safety_of(run)
    selectors = extraction_print(run.config, safety)
    print_ = print_of(selectors, [_parts_of(one) for one in due])
    part = part_key(run.site, "extract", batch, print_)
    is_there = run.store.exists(part) and run.store.exists(refused_key(part))
    if not is_there:
        documents, refused = _extract(run, batch, due, selectors, safety, progress)
        write_rows(run.store, refused_key(part), refused, REFUSED)
        write_rows(run.store, part, documents, DOCUMENTS)
    else:
        documents, refused = read_rows(run.store, part), read_rows(run.store, refused_key(part))
    return _manifest(run, batch, part, print_, documents, refused, is_there)


def _manifest(
    run: Run, batch: str, part: str, print_: str, documents: list[Any], refused: list[Any], is_there: bool
) -> Manifest:
    outcomes = [one["outcome"] for one in refused]
    counts = {name: outcomes.count(name) for name in ("held", "dropped", "failed")}
    rows_in = len(documents) + len(refused)
    return Manifest(
        "extract", run.site, run.run_id, batch, part, refused_key(part), rows_in, len(documents), **counts,
        print=print_, reused=is_there,
    )  # fmt: skip


def _extract(
    run: Run, batch: str, due: list[Page], selectors: str, safety: Safety, progress: Progress
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    known = _known_rows(run, batch, selectors)
    marks = {one.key: _mark(one) for one in due}
    rows = {one.key: known[marks[one.key]] for one in due if marks[one.key] in known}
    missing = [one for one in due if one.key not in rows]
    progress(len(rows), len(due))
    for chunk in _extract_pages(run, safety, missing):
        rows.update({row["page_key"]: row for row in chunk})
        progress(len(rows), len(due))
    ordered = [rows[key] for key in sorted(rows)]
    refused = [_as_refused(row) for row in ordered if "outcome" in row]
    return [row for row in ordered if "outcome" not in row], refused


def _mark(page: Page) -> str:
    """What makes two extractions of a page the same, its selectors apart."""
    return print_of(*_parts_of(page))


def _parts_of(page: Page) -> tuple[Any, ...]:
    told = (page.key, page.role, digest_of(page), page.listed_title, page.listed_on)
    return (*told, page.released) if page.released else told


def _as_refused(row: dict[str, Any]) -> dict[str, Any]:
    return row | {
        "payload": row["payload"] if isinstance(row["payload"], str) else json.dumps(row["payload"], sort_keys=True)
    }


def _known_rows(run: Run, batch: str, selectors: str) -> dict[str, dict[str, Any]]:
    """Documents of the batch's earlier parts made by the same selectors, by mark: they need no parsing again."""
    known: dict[str, dict[str, Any]] = {}
    hints = _hints(run)
    for key in run.store.list(f"sites/{run.site}/extract"):
        name = key.rsplit("/", 1)[-1]
        if not name.startswith(f"{batch}-") or name.endswith(".refused.parquet"):
            continue
        for row in read_rows(run.store, key):
            if row["template_print"] == selectors and not was_released(row["flags"]):  # it may be taken back
                title, day = hints.get(row["page_key"], (None, None))
                known[print_of(row["page_key"], PAGE, row["raw_print"], title, day)] = row
                known[print_of(row["page_key"], LIST, row["raw_print"], title, day)] = row
    return known


def _hints(run: Run) -> dict[str, tuple[str | None, str | None]]:
    wanted = (
        select(listings.c.key, func.min(listings.c.title), func.min(listings.c.listed_on))
        .where(listings.c.site == run.site)
        .group_by(listings.c.key)
    )
    with reading(run.engine) as connection:
        return {key: (title, day) for key, title, day in connection.execute(wanted)}


# --- workers ---------------------------------------------------------------------------------------------------------


def _extract_pages(run: Run, safety: Safety, due: Sequence[Page]) -> Iterator[list[dict[str, Any]]]:
    """Pages → their rows, a chunk at a time, in worker processes if there are many."""
    chunks = [list(due[at : at + CHUNK]) for at in range(0, len(due), CHUNK)]
    settings = (run.config.model_dump_json(by_alias=True), safety.model_dump_json(), run.settings.store)
    if len(due) < INLINE_PAGES or (os.cpu_count() or 1) == 1:
        for chunk in chunks:
            yield extract_chunk(*settings, chunk)
        return
    futures: list[tuple[list[Page], Future[list[dict[str, Any]]]]] = []
    for chunk in chunks:
        futures.append((chunk, _submit(settings, chunk)))
    for chunk, future in futures:
        try:
            yield future.result()
        except BrokenProcessPool:
            yield _one_by_one(settings, chunk)


def _submit(settings: tuple[str, str, str], chunk: list[Page]) -> Future[list[dict[str, Any]]]:
    global _pool
    try:
        _pool = _pool or _new_pool()
        return _pool.submit(extract_chunk, *settings, chunk)
    except BrokenProcessPool:
        _pool = _new_pool()
        return _pool.submit(extract_chunk, *settings, chunk)


def _new_pool() -> ProcessPoolExecutor:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["guiyi.extract.worker", "trafilatura.external"])
    return ProcessPoolExecutor(os.cpu_count(), mp_context=context)


def _one_by_one(settings: tuple[str, str, str], chunk: list[Page]) -> list[dict[str, Any]]:
    """A chunk that killed its worker: each page in a worker of its own, so that only the guilty one is held."""
    rows: list[dict[str, Any]] = []
    for page in chunk:
        with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("forkserver")) as pool:
            try:
                rows += pool.submit(extract_chunk, *settings, [page]).result()
            except BrokenProcessPool:
                rows.append(refusal(page, "held", "parser-died", "the page killed the process that read it"))
    return rows
