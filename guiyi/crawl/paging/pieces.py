"""Lists that an interface answers as pieces of HTML, bare or within JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import lxml.html
from lxml import etree

from guiyi.crawl.paging.addressed import base_of
from guiyi.crawl.reading.calls import opened_by
from guiyi.crawl.reading.days import find_date
from guiyi.crawl.reading.items import Item
from guiyi.crawl.reading.links import link_text
from guiyi.crawl.reading.totals import find_totals
from guiyi.urls import absolute_url

COUNT = re.compile(r"^[0-9]{1,12}$")
DEPTH = 6  # of data within data
ROW = re.compile(r"<(?:li|tr|dd)\b", re.IGNORECASE)
HTML_FIELDS = ("html", "content", "list", "data", "body", "result")
CDATA = re.compile(r"<!\[CDATA\[|\]\]>")  # around the rows, where the piece is XML
TOTAL_RECORD = re.compile(r"<totalrecord>\s*(\d{1,9})\s*<")
SAID = re.compile(r"[\"'](\w{1,20})[\"']\s*:\s*[\"']?(\d{1,9})\b")  # {'rows':'10','count':'34'}


def from_html(data: Any, url: str) -> tuple[list[Item], int, dict[str, Any]]:
    """JSON whose list is a piece of HTML (jpaas: data.html) → items, rows, and the totals its pager prints."""
    for holder, markup in _markups(data, 0):
        items, totals = read_markup(markup, base_of(url))
        if items:
            return items, len(items), holder | totals
    return [], 0, {}


def _markups(data: Any, depth: int) -> Iterator[tuple[dict[str, Any], str]]:
    if not isinstance(data, dict) or depth > DEPTH:
        return
    for name, value in data.items():
        if isinstance(value, list) and value and all(isinstance(one, str) for one in value):
            value = "".join(f"<li>{one}</li>" for one in value)  # a row each
        if isinstance(value, str) and "<a" in value and (name.lower() in HTML_FIELDS or ROW.search(value)):
            yield data, value
        elif isinstance(value, dict):
            yield from _markups(value, depth + 1)


def read_markup(markup: str, url: str) -> tuple[list[Item], dict[str, Any]]:
    """A piece of HTML → its links with their rows' dates, and what its pager says (rows, count, 共N条)."""
    total = TOTAL_RECORD.search(markup)
    try:
        fragment = lxml.html.fromstring(f"<div>{CDATA.sub('', markup)}</div>")
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return [], {}
    if not isinstance(fragment, lxml.html.HtmlElement):
        return [], {}
    items = [item for row in _rows(fragment) if (item := _row_item(row, url)) is not None]
    totals: dict[str, Any] = {"total": int(total[1])} if total else {}
    for pager in fragment.xpath(".//*[contains(@class, 'pag')]"):
        said = {**pager.attrib, **dict(SAID.findall(pager.get("querydata") or ""))}
        totals |= {name: int(said[name]) for name in ("count", "total", "rows") if COUNT.match(said.get(name) or "")}
    told, pages = find_totals("".join(str(part) for part in fragment.itertext()))
    totals |= ({"total": told} if told else {}) | ({"pages": pages} if pages else {})
    if "count" in totals and "rows" in totals:
        totals |= {"total": totals["count"], "pages": -(-totals["count"] // max(1, totals["rows"]))}
    return items, totals


def _rows(fragment: lxml.html.HtmlElement) -> list[lxml.html.HtmlElement]:
    rows = [one for one in fragment.iter("li", "tr", "dd") if one.find(".//a") is not None or one.get("onclick")]
    anchors = list(fragment.iter("a"))
    around = list(dict.fromkeys(one.getparent() for one in anchors))  # a <p> or <dt> each, its day beside
    return rows or (around if len(around) == len(anchors) > 1 else anchors)


def _row_item(row: lxml.html.HtmlElement, url: str) -> Item | None:
    anchors = [row] if row.tag == "a" else list(row.iter("a"))
    opened = absolute_url(opened_by(row.get("onclick")) or "", url) if not anchors else None
    if opened:  # a click on the row itself
        words = [" ".join(str(part).split()) for part in row.itertext()]
        title = max(words, key=lambda one: sum(map(str.isalpha, one)), default="")
        return Item(opened, title, find_date(" ".join(words).replace(title, " ", 1))) if len(title) > 1 else None
    for anchor in sorted(anchors, key=lambda one: len(link_text(one)), reverse=True)[:1]:
        target, title = _target(anchor, url), link_text(anchor)
        if target and len(title) > 1 and not title.isdigit():
            whole = "".join(str(part) for part in row.itertext())
            rest = whole.replace("".join(str(part) for part in anchor.itertext()), " ", 1)
            return Item(target, title, find_date(rest))
    return None


def _target(anchor: lxml.html.HtmlElement, url: str) -> str | None:
    """Where a link leads: by its address, else by what a click on it opens."""
    said = (anchor.get("href") or "", opened_by(anchor.get("onclick")), opened_by(anchor.get("href")))
    return next((found for one in said if one and (found := absolute_url(one, url))), None)
