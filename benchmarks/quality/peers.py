"""The public extractors, each as its documentation says to call it, on the same decoded text of a page.

A peer that is not installed is left out with a word (`uv sync --group bench` installs them).
"""

from __future__ import annotations

import importlib.util
import logging
import re
import warnings
from collections.abc import Callable
from typing import Any
from urllib.parse import urljoin

import lxml.html

from benchmarks.quality.cases import Case
from benchmarks.quality.measure import Found
from guiyi.markup.decode import decode_html
from guiyi.markup.tree import text_of

Peer = Callable[[str, Case], Found]
NEEDS = {
    "readability-lxml": "readability", "newspaper4k": "newspaper", "gne": "gne", "magic-html": "magic_html",
    "resiliparse": "resiliparse", "trafilatura": "trafilatura",
}  # fmt: skip


def _trafilatura(**options: Any) -> Peer:
    def extract(html: str, case: Case) -> Found:
        import trafilatura

        made = trafilatura.bare_extraction(
            html, url=case.url, with_metadata=True, include_images=True, include_links=True, **options
        )
        if made is None:
            return Found()
        facts = made.as_dict() if hasattr(made, "as_dict") else made
        body = facts.get("body")
        text = trafilatura.extract(html, include_comments=False, include_tables=True, **options) or ""
        cells = tuple("".join(cell.itertext()) for cell in body.iter("cell")) if body is not None else ()
        files, images = _targets(body, "ref", "target", case), _targets(body, "graphic", "src", case)
        return Found(
            re.sub(r"[|#*]|^- ", "", text, flags=re.M),
            facts.get("title"),
            facts.get("date"),
            None,
            None,
            cells,
            files,
            images,
        )

    return extract


def _targets(body: Any, tag: str, attribute: str, case: Case) -> frozenset[str]:
    if body is None:
        return frozenset()
    return frozenset(urljoin(case.url, one.get(attribute)) for one in body.iter(tag) if one.get(attribute))


def _of_html(markup: str | None, case: Case, **facts: Any) -> Found:
    if not markup or not markup.strip():
        return Found(**facts)
    root = lxml.html.fromstring(f"<div>{markup}</div>")
    cells = tuple("".join(cell.itertext()) for cell in root.iter("td", "th"))
    return Found(
        text_of(root),
        cells=cells,
        files=_targets(root, "a", "href", case),
        images=_targets(root, "img", "src", case),
        **facts,
    )


def _readability(html: str, case: Case) -> Found:
    from readability import Document

    document = Document(html, url=case.url)
    return _of_html(document.summary(html_partial=True), case, title=document.short_title())


def _newspaper(html: str, case: Case) -> Found:
    from newspaper import Article

    article = Article(case.url, language="en" if case.group == "English" else "zh")
    article.download(input_html=html)
    article.parse()
    date = article.publish_date
    return Found(
        article.text, article.title, date.strftime("%Y-%m-%d") if date else None, images=frozenset(article.images)
    )


def _gne(html: str, case: Case) -> Found:
    from gne import GeneralNewsExtractor

    made = GeneralNewsExtractor().extract(html, with_body_html=False)
    images = frozenset(urljoin(case.url, one) for one in made.get("images") or ())
    return Found(made["content"], made["title"], (made["publish_time"] or "").replace("/", "-"), images=images)


def _magic_html(html: str, case: Case) -> Found:
    from magic_html import GeneralExtractor

    made = GeneralExtractor().extract(html, base_url=case.url)
    return _of_html(made.get("html"), case, title=made.get("title"))


def _resiliparse(html: str, case: Case) -> Found:
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.html import HTMLTree

    tree = HTMLTree.parse(html)
    return Found(extract_plain_text(tree, main_content=True), tree.title)


ALL: dict[str, tuple[str, Peer]] = {
    "trafilatura": ("trafilatura", _trafilatura()),
    "trafilatura precision": ("trafilatura", _trafilatura(favor_precision=True)),
    "trafilatura recall": ("trafilatura", _trafilatura(favor_recall=True)),
    "readability-lxml": ("readability-lxml", _readability),
    "newspaper4k": ("newspaper4k", _newspaper),
    "gne": ("gne", _gne),
    "magic-html": ("magic-html", _magic_html),
    "resiliparse": ("resiliparse", _resiliparse),
}


def installed() -> tuple[dict[str, Peer], list[str]]:
    """The peers that are here, and the names of those that are not."""
    there = {name: peer for name, (package, peer) in ALL.items() if importlib.util.find_spec(NEEDS[package])}
    return there, [name for name in ALL if name not in there]


def run_peer(peer: Peer, case: Case) -> Found:
    """One page; a library that gives up on it found nothing."""
    html = decode_html(case.data).text  # every peer is spared the decoding, at which some fail
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return peer(html, case)
        except Exception as error:
            logging.getLogger(__name__).debug("%s: %s", case.url, error)
            return Found()


def quiet() -> None:
    """Peers log what they give up; the table says it."""
    for name in ("trafilatura", "htmldate", "readability", "newspaper", "readability.readability"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
