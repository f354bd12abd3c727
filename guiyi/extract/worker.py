"""What runs in an extraction worker: archived pages, parsed, one row each. No database, pandas or pyarrow here."""

from __future__ import annotations

import multiprocessing
import signal
from dataclasses import asdict, replace
from typing import Any

from guiyi.bounded import ReaderBroke, needs_child, read_bounded
from guiyi.config.models import SiteConfig
from guiyi.crawl.archiving.archive import read_response
from guiyi.crawl.fetching.fetch import Response
from guiyi.errors import StoreError
from guiyi.extract.document import Extractor
from guiyi.extract.files.plain import kind_shown, page_of_file, read_listed_file
from guiyi.extract.given import Page, refusal
from guiyi.extract.pages.examine import Safety
from guiyi.extract.split import extract_split
from guiyi.extract.within import extract_framed, held_if_elsewhere
from guiyi.markup.parsing import LARGEST
from guiyi.store import Store
from guiyi.urls import UrlSpace

PAGE_SECONDS = 20
TRANSFER_DOUBTS = ("length-mismatch", "tls-exception", "truncated")  # flags of a response that a reviewer should know

_workers: dict[tuple[str, str, str], tuple[Extractor, Store]] = {}


class _TooLong(Exception):
    """A page took longer than PAGE_SECONDS."""


class _NotPlain(Exception):
    """A page is to be read in the child with limits."""


def _interrupt(_signal: int, _frame: Any) -> None:
    raise _TooLong


def extract_chunk(config: str, safety: str, store: str, chunk: list[Page]) -> list[dict[str, Any]]:
    """Runs in a worker: configuration and safety (JSON), store URL and pages → one row a page, document or refusal."""
    extractor, place = _worker(config, safety, store)
    return [_extract_page((config, safety, store), extractor, place, page) for page in chunk]


def _extract_page(settings: tuple[str, str, str], extractor: Extractor, store: Store, page: Page) -> dict[str, Any]:
    try:
        return _extract_one(extractor, store, page)
    except _NotPlain:
        return _extract_apart(settings, page)


def _extract_apart(settings: tuple[str, str, str], page: Page) -> dict[str, Any]:
    """A page that is not plain → its row, made in the child; one that breaks it is held, its bytes archived."""
    try:
        row: dict[str, Any] = read_bounded("page", [settings, asdict(page)], b"")
    except ReaderBroke as error:
        return refusal(page, "held", "parser-died", str(error))
    return row


def extract_told(told: list[Any], _data: bytes) -> dict[str, Any]:
    """Runs in the child, for `_extract_apart`."""
    (config, safety, store), page = told
    return extract_chunk(config, safety, store, [_page(page)])[0]


def _page(told: dict[str, Any]) -> Page:
    return Page(**told | {"group": tuple(map(_page, told["group"])), "released": tuple(told["released"])})


def _worker(config: str, safety: str, store: str) -> tuple[Extractor, Store]:
    key = (config, safety, store)
    if key not in _workers:
        site = SiteConfig.model_validate_json(config)
        _workers.clear()
        known = Safety.model_validate_json(safety)
        _workers[key] = (Extractor(site, UrlSpace(site), known), Store(store))
    return _workers[key]


def _read(store: Store, page: Page) -> Response:
    response = read_response(store, page.warc, page.offset, page.length)
    if needs_child(response.body):
        raise _NotPlain
    return response


def _listed(extractor: Extractor, store: Store, page: Page) -> dict[str, Any]:
    """A file that a list names → the document that it is: that of its text with the file beside it where browsers show
    such files as pages, else that of the file alone.
    """
    alone = read_listed_file(page, extractor.print)
    kind = kind_shown(page.url)
    if kind is None or page.length > LARGEST:
        return alone
    shown = page_of_file(_read(store, page).body, kind, alone["title"], extractor.charset)
    if shown is None:
        return alone
    row = extractor.extract(replace(page, role="page", charset="utf-8"), shown)
    return alone if "outcome" in row else row | {"attachments": [*alone["attachments"], *row["attachments"]]}


def _extract_one(extractor: Extractor, store: Store, page: Page) -> dict[str, Any]:
    is_timed = hasattr(signal, "SIGALRM") and multiprocessing.parent_process() is not None
    if is_timed:
        signal.signal(signal.SIGALRM, _interrupt)
        signal.alarm(PAGE_SECONDS)
    try:
        if page.role == "asset":
            return _listed(extractor, store, page)
        if page.is_framed:
            return extract_framed(extractor, page, [_read(store, one).body for one in page.group])
        if page.group:
            return extract_split(extractor, page, [_read(store, one).body for one in page.group])
        response = _read(store, page)
        row = held_if_elsewhere(extractor.extract(page, response.body), page, response.body, extractor.urls)
        if "flags" in row:
            row["flags"] += [flag for flag in response.flags if flag in TRANSFER_DOUBTS]
        return row
    except StoreError as error:
        return refusal(page, "failed", "archive-damaged", str(error))
    except _TooLong:
        return refusal(page, "held", "too-slow", f"reading the page took longer than {PAGE_SECONDS} s")
    except (RecursionError, MemoryError, ValueError, AttributeError, KeyError, IndexError, TypeError) as error:
        return refusal(page, "held", "unreadable", f"{type(error).__name__}: {error}")
    finally:
        if is_timed:
            signal.alarm(0)
