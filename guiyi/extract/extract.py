"""The extract stage: archived pages of a batch → a documents part; unchanged pages are taken over from earlier parts.

Pages are read and parsed in worker processes; a page that breaks its worker is held, the others go on.
"""

from __future__ import annotations

import json
import multiprocessing
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any

from sqlalchemy import func, select

from guiyi.database import reading
from guiyi.extract.batches import pages_of
from guiyi.extract.document import extraction_print
from guiyi.extract.examine import Safety
from guiyi.extract.given import Page, refusal, was_released
from guiyi.extract.sheets import safety_of
from guiyi.extract.split import digest_of
from guiyi.extract.worker import extract_chunk
from guiyi.handover import DOCUMENTS, REFUSED, read_rows, write_rows
from guiyi.ledger import LIST, PAGE, listings
from guiyi.manifest import Manifest, part_key, refused_key
from guiyi.prints import print_of
from guiyi.run import Progress, Run, no_progress

CHUNK = 50
INLINE_PAGES = 100  # fewer are done here: a pool takes longer to start

_pool: ProcessPoolExecutor | None = None


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
