"""The extract stage: archived pages of a batch → a documents part; unchanged pages are taken over from earlier parts.

Pages are read and parsed in worker processes; a page that breaks its worker is held, the others go on.
"""

from __future__ import annotations

import json
import multiprocessing
import os
from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import chain
from typing import Any

from guiyi.database import chunks
from guiyi.extract.batches import pages_of
from guiyi.extract.document import extraction_print
from guiyi.extract.given import Page, refusal
from guiyi.extract.pages.examine import Safety
from guiyi.extract.pages.sheets import safety_of
from guiyi.extract.split import digest_of
from guiyi.extract.worker import extract_chunk
from guiyi.prints import print_of
from guiyi.runs.handover import (
    DOCUMENTS,
    REFUSED,
    ROWS,
    count_rows,
    read_rows,
    rows_at,
    stream_rows,
    table_of,
    writing_rows,
)
from guiyi.runs.manifest import Manifest, part_key, refused_key
from guiyi.runs.run import Progress, Run, no_progress

CHUNK = 50
MARKED = ("given_print", "template_print")
INLINE_PAGES = 100  # fewer are done here: a pool takes longer to start

Place = tuple[str, int]  # key of a part and number of a row in it

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
        with (
            writing_rows(run.store, part, DOCUMENTS) as keep,
            writing_rows(run.store, refused_key(part), REFUSED) as refuse,
        ):
            for rows in _extract(run, batch, due, selectors, safety, progress):
                keep(table_of([row for row in rows if "outcome" not in row], DOCUMENTS))
                refuse(table_of([_as_refused(row) for row in rows if "outcome" in row], REFUSED))
    return _manifest(run, batch, part, print_, is_there)


def _manifest(run: Run, batch: str, part: str, print_: str, is_there: bool) -> Manifest:
    outcomes = Counter(row["outcome"] for row in read_rows(run.store, refused_key(part), ("outcome",)))
    counts = {name: outcomes[name] for name in ("held", "dropped", "failed")}
    rows_out = count_rows(run.store, part)
    return Manifest(
        "extract", run.site, run.run_id, batch, part, refused_key(part), rows_out + outcomes.total(), rows_out,
        **counts, print=print_, reused=is_there,
    )  # fmt: skip


def _extract(
    run: Run, batch: str, due: list[Page], selectors: str, safety: Safety, progress: Progress
) -> Iterator[list[dict[str, Any]]]:
    """The rows of the pages that are due, documents and refusals, by page key, some at a time."""
    known = _known_places(run, batch, selectors)
    due = sorted(due, key=lambda page: page.key)
    ordered = [(given, known.get(given)) for given in map(_given_print, due)]
    missing = [page for page, (_given, place) in zip(due, ordered, strict=True) if place is None]
    done = len(ordered) - len(missing)
    progress(done, len(ordered))
    made = chain.from_iterable(_extract_pages(run, safety, missing))
    for some in chunks(ordered, ROWS):
        taken = _rows_at(run, [place for _given, place in some if place is not None])
        yield [taken[place] if place is not None else next(made) | {"given_print": given} for given, place in some]
        done += len(some) - len(taken)
        progress(done, len(ordered))


def _given_print(page: Page) -> str:
    """Print of what makes two extractions of a page the same, its selectors apart."""
    return print_of(*_parts_of(page))


def _parts_of(page: Page) -> tuple[Any, ...]:
    told = (page.key, page.role, digest_of(page), page.listed_title, page.listed_on, page.listed_state)
    return (*told, page.released) if page.released else told


def _as_refused(row: dict[str, Any]) -> dict[str, Any]:
    return row | {
        "payload": row["payload"] if isinstance(row["payload"], str) else json.dumps(row["payload"], sort_keys=True)
    }


def _known_places(run: Run, batch: str, selectors: str) -> dict[str, Place]:
    """Documents of the batch's earlier parts made by the same selectors, by what was given: no need to parse."""
    names = ((key, key.rsplit("/", 1)[-1]) for key in run.store.list(f"sites/{run.site}/extract"))
    parts = [key for key, name in names if name.startswith(f"{batch}-") and not name.endswith(".refused.parquet")]
    return {
        row["given_print"]: (key, at)
        for key in parts
        for at, row in enumerate(stream_rows(run.store, key, MARKED))
        if row["template_print"] == selectors
    }


def _rows_at(run: Run, places: Sequence[Place]) -> dict[Place, dict[str, Any]]:
    """Rows of parts by their places."""
    wanted: dict[str, list[int]] = defaultdict(list)
    for key, at in places:
        wanted[key].append(at)
    return {(key, at): row for key, some in wanted.items() for at, row in rows_at(run.store, key, some)}


# --- workers ---------------------------------------------------------------------------------------------------------


def _extract_pages(run: Run, safety: Safety, due: Sequence[Page]) -> Iterator[list[dict[str, Any]]]:
    """Pages → their rows, a chunk at a time, in worker processes if there are many."""
    parts = [*map(list, chunks(due, CHUNK))]
    settings = (run.config.model_dump_json(by_alias=True), safety.model_dump_json(), run.settings.store)
    if len(due) < INLINE_PAGES or (os.cpu_count() or 1) == 1:
        for chunk in parts:
            yield extract_chunk(*settings, chunk)
        return
    futures: deque[tuple[list[Page], Future[list[dict[str, Any]]]]] = deque()
    for chunk in parts:
        futures.append((chunk, _submit(settings, chunk)))
    while futures:  # what was handed on is let go
        chunk, future = futures.popleft()
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
